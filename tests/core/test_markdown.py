import re
import time

import pytest
from django.core.cache import cache
from django.utils.safestring import SafeString
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from core import html, markdown
from core.markdown import render

MARKS = [
    "[",
    "](",
    ")",
    "![",
    "*",
    "**",
    "_",
    "`",
    "~~",
    ">",
    ">! ",
    "- ",
    "1. ",
    "# ",
    "|",
    "|-|\n",
    "\n",
    "\n\n",
]
MARKS += [
    "<script>",
    "<img src=x onerror=x>",
    "javascript:alert(1)",
    "https://x.example/",
    "&#x6a;",
    "data:",
    "\\",
]
MARKS += [
    "    ",
    "```",
    "a",
    "слово ",
    '"',
    "'",
    "\u202e",
    "&#x202e;",
    "\u2067",
    "<https://x.example>",
    "/media/a",
]
hostile = st.lists(st.sampled_from(MARKS) | st.text(max_size=3), max_size=40).map("".join)


@given(hostile)
@settings(max_examples=400, deadline=None)
def test_nothing_that_runs_asks_another_host_or_turns_text_survives(text):
    cleaned = markdown._render(text)
    assert html.clean(cleaned, rel=html.MEMBERS_REL) == cleaned
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", cleaned)
    for attributes in re.findall(r"<[a-z0-9]+([^>]*)>", cleaned):
        names = re.findall(r'\s([a-z]+)="', attributes)
        assert set(names) <= {"href", "src", "alt", "title", "rel", "start"}
        assert not re.search(r'(?i)(href|src)="\s*(javascript|data|vbscript):', attributes)
        assert not re.search(r'src="(?!/[^/\\])', attributes)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one\ntwo\n\nthree", "<p>one<br>two</p><p>three</p>"),
        ("~~no~~ **yes**", "<p><s>no</s> <strong>yes</strong></p>"),
        ("# Title", "<h2>Title</h2>"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        ("[here](/x)", '<p><a href="/x">here</a></p>'),
        (
            "[there](https://x.example)",
            '<p><a href="https://x.example" rel="nofollow ugc noopener noreferrer">there</a></p>',
        ),
        (
            "![cat](https://x.example/a.png)",
            '<p><a href="https://x.example/a.png" rel="nofollow ugc noopener noreferrer">cat</a></p>',
        ),
        ("```js\n<x>\n```", "<pre><code>&lt;x&gt;\n</code></pre>"),
        ("a\u202eb", "<p>a[U+202E]b</p>"),
    ],
)
def test_members_markdown_becomes_html(text, expected):
    assert render(text) == expected
    assert isinstance(render(text), SafeString)


def test_a_table_has_head_and_rows():
    assert "<th>a</th>" in render("|a|b|\n|-|-|\n|1|2|")


def test_a_spoiler_opens_without_scripts_and_speaks_the_readers_language():
    with override("en"):
        spoiler = render("Before\n>! *The butler* did it.\n>!\n>! - Indeed\n\nAfter")
    assert spoiler == (
        "<p>Before</p><details><summary>Spoiler</summary><p><em>The butler</em> did it.</p>"
        "<ul><li>Indeed</li></ul></details><p>After</p>"
    )


def test_spoilers_do_not_nest():
    assert render(">! >! " * 200 + "x").count("<details>") == 1


def test_the_same_text_is_rendered_once(monkeypatch):
    calls = []
    monkeypatch.setattr(markdown, "_render", lambda text: calls.append(text) or "<p>x</p>")
    assert render("x") == render("x")
    assert calls == ["x"]
    cache.clear()
    render("x")
    assert calls == ["x", "x"]


def test_a_new_renderer_version_does_not_read_the_old_ones_work(monkeypatch):
    cache.clear()
    before = render("*x*")
    monkeypatch.setattr(markdown, "RENDERER_VERSION", markdown.RENDERER_VERSION + 1)
    monkeypatch.setattr(markdown, "_render", lambda text: "new")
    assert render("*x*") != before


@pytest.mark.parametrize(
    "unit",
    [
        "[", "![", "[a](", "[[](", "*a _b ", "**a *b ", "*", "~~a ", "~~a~~~b", "`a``", ">", "> " * 30 + "a\n", "- ",
        "1. a\n", ">! ", ">! a\n", "|a|b|\n|-|-|\n", "<", "<!--", "&#1", "[a]: b\n", "a\n", "a\n\n", "# a\n", "```\n",
        "* * *\n", "a\n-\n", "z\u0300\u0301\u0302\u0303\u0304", "\t- ", '[a](b "', "<a@b",
    ],
)  # fmt: skip
def test_fifty_thousand_hostile_characters_take_bounded_time(unit):
    text = (unit * 50_000)[:50_000]
    started = time.process_time()
    markdown._render(text)
    assert (
        time.process_time() - started < 1
    )  # mostly under 0.1 s; the worst square would be minutes


def test_a_table_cannot_grow_far_beyond_its_text():
    text = "|a" * 3000 + "|\n" + "|-" * 3000 + "|\n" + "|\n" * 20000
    assert len(markdown._render(text)) < 5 * len(text)
