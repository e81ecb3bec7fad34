import re
import time

import pytest
from django.utils.translation import override
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core import html
from core.elements import CALLOUTS

TAGS = (
    "p div section b strong i em s a span table caption thead tbody tr td th ul ol li dl dt dd pre code h1 h2 h5"
    " blockquote figure figcaption details summary aside br hr q iframe video form select svg math template"
    " script style noscript textarea title font button img"
).split()
PIECES = (
    [f"<{tag}>" for tag in TAGS]
    + [f"</{tag}>" for tag in TAGS]
    + [
        '<a href="https://x.example/">', '<a href="/here" title="&lt;p&gt;">', '<a href="javascript:alert(1)">',
        '<a href="java&#10;script:alert(1)">', '<a href="//x.example">', '<img src="/media/a.png" alt="picture">',
        '<img src="https://x.example/a.png">', '<img src="//x.example/a.png">', r'<img src="/\x.example/a.png">',
        '<img src="/&#9;/x.example/a">', '<img src="data:image/png,x" onerror="x">', '<p style="color:red" id="x">',
        '<span lang="en">', '<iframe src="https://x.example/v">', '<p onclick="x">', '<svg onload="x">',
        '<ol start="3">', "<!--", "-->", "<![CDATA[", "]]>", "<?x", "</", "<", "&lt;", "&amp;", '"', "'", "&#13;",
        '<aside class="callout tip">', '<aside class="callout x">', '<figure class="embed">', '<p style="mso-list:l0 level2">',
        '<span style="mso-list:Ignore">', '<span style="font-weight:700;font-style:italic">', '<b style="font-weight:normal">',
        '<a href="https://youtu.be/abcdefghijk">', '<iframe src="//www.youtube.com/embed/abcdefghijk">', "1.",
        "&nbsp;", "&#x200b;", "\ufeff", "\x00", "\x0c", "\n\n", " ", "word", "Слово ё",
    ]
)  # fmt: skip
hostile = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=25).map("".join)

ATTRIBUTE = re.compile(r'\s([a-z-]+)="([^"]*)"')


def attributes(cleaned):
    """(element, attribute, value) of every tag."""
    for tag in re.finditer(r"<([a-z0-9]+)([^>]*)>", cleaned):
        for name, value in ATTRIBUTE.findall(tag[2]):
            yield tag[1], name, value


@given(hostile)
@settings(max_examples=400, deadline=None)
@example("<pre>\n\n\nx")
@example("a<br></br>&nbsp;b")
@example("<ul><pre> x")
@example("\ud800")
@example("0<i><b>&nbsp;<p>")
@example("1.<i>\xa0<b>&nbsp; </h5>\xa0")
@example("<b>\xa0&nbsp;<br>x")
@example("<pre>word<b><p>\xa0<p>&nbsp;")
def test_cleaning_twice_is_cleaning_once(text):
    once = html.clean(text)
    assert html.clean(once) == once


@given(hostile)
@settings(max_examples=400, deadline=None)
def test_nothing_that_runs_or_asks_another_host_survives(text):
    cleaned = html.clean(text)
    assert set(re.findall(r"<([a-z0-9]+)", cleaned)) <= html.TAGS
    for tag, name, value in attributes(cleaned):
        assert name in html.ATTRIBUTES.get(tag, set()) | {"lang"}
        if name == "class":
            assert (tag, value) in {
                ("figure", "embed"),
                *(("aside", f"callout {kind}") for kind in CALLOUTS),
            }
        if name == "src":
            assert re.match(r"/[^/\\]", value)
        if name == "href":
            assert not re.match(r"(?i)\s*(javascript|data|vbscript):", value)


@given(st.text(st.characters(categories=["L", "N", "P", "S"]) | st.just(" "), max_size=200))
@settings(max_examples=200, deadline=None)
def test_words_survive_whatever_they_are(text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    assert html.plain_text(html.clean(escaped)).split() == text.split()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("", ""),
        ("words", "<p>words</p>"),
        ("<h1>A <b>b</b></h1>", "<h2>A <strong>b</strong></h2>"),
        ("<h6>A</h6>", "<h4>A</h4>"),
        ("<div>a<div>b</div></div>", "<p>a</p><p>b</p>"),
        ("<h2><div>Title</div></h2>", "<h2>Title</h2>"),
        ("<p>&nbsp;</p><p><br></p><p></p><p>a</p>", "<p>a</p>"),
        ("a<br><br>b<br>c", "<p>a</p><p>b<br>c</p>"),
        ("<b><p>a</p><p>b</p></b>", "<p><strong>a</strong></p><p><strong>b</strong></p>"),
        ("<ul>a<ul><li>b</ul></ul>", "<ul><li>a</li><li><ul><li>b</li></ul></li></ul>"),
        ("<li>a", "<p>a</p>"),
        ("<table><tr><td>&nbsp;<td>b</table>", "<table><tbody><tr><td></td><td>b</td></tr></tbody></table>"),
        ('<p class="x" style="y" id="z" lang="ru">a</p>', '<p lang="ru">a</p>'),
        ('<div lang="en">a<ul><li>b</ul></div>', '<p lang="en">a</p><ul lang="en"><li>b</li></ul>'),
        ('<p>a <span lang="be">b</span> <span>c</span></p>', '<p>a <span lang="be">b</span> c</p>'),
        ('<ol start="x"><li>a</li></ol>', "<ol><li>a</li></ol>"),
        ('<pre>\n a\n  b</pre>', "<pre> a\n  b</pre>"),
        ("<script>x</script><style>y</style>a", "<p>a</p>"),
        ('<a href="/x">a</a>', '<p><a href="/x">a</a></p>'),
        (
            '<a href="https://x.example">a</a>',
            '<p><a href="https://x.example" rel="noopener noreferrer">a</a></p>',
        ),
        (
            '<img src="/media/a.png" alt="A" width="3" height="x">',
            '<p><img src="/media/a.png" alt="A" width="3"></p>',
        ),
        (
            '<img src="https://x.example/a.png" alt="A cat">',
            '<p><a href="https://x.example/a.png" rel="noopener noreferrer">A cat</a></p>',
        ),
        (
            '<a href="/x"><img src="https://x.example/a.png" alt="A cat"></a>',
            '<p><a href="/x">A cat</a></p>',
        ),
        (
            '<iframe src="https://x.example/v" title="Film"><p>no</p></iframe>',
            '<p><a href="https://x.example/v" rel="noopener noreferrer">Film</a></p>',
        ),
    ],
)  # fmt: skip
def test_html_of_others_becomes_ours(given, expected):
    assert html.clean(given) == expected


def test_deep_nesting_is_cut_and_quick():
    started = time.process_time()
    for tag in ("div", "blockquote", "b", "ul", "span lang=en"):
        assert "x" in html.clean(f"<{tag}>" * 3000 + "x")
    assert time.process_time() - started < 3


def test_an_article_links_its_headings_scrolls_its_tables_and_defers_its_pictures():
    body = html.clean(
        "<h2>Итоги <em>года</em></h2><h3>Итоги года</h3><h2 lang='en'>Next</h2><h4>x</h4>"
        "<table><tr><td>1<table><tr><td>2</table></table><p><img src='/media/a.png' alt=''></p>"
    )
    with override("en"):
        article = html.article(body)
    assert [(h.level, h.text, h.id) for h in article.headings] == [
        (2, "Итоги года", "itogi-goda"),
        (3, "Итоги года", "itogi-goda-2"),
        (2, "Next", "next"),
    ]
    assert '<h2 id="itogi-goda">Итоги <em>года</em></h2>' in article.html
    assert article.html.count('<div class="scroll" tabindex="0" role="region" aria-label="') == 1
    assert article.html.count("</table></div>") == 1
    assert '<img src="/media/a.png" alt="" loading="lazy" decoding="async">' in article.html


def test_an_article_takes_linear_time():
    body = html.clean("<h2>Same</h2><p>a &lt; b</p><table><tr><td>1</table>" * 3000)
    started = time.process_time()
    assert len({heading.id for heading in html.article(body).headings}) == 3000
    assert time.process_time() - started < 1


def test_plain_text_separates_blocks_and_decodes():
    assert html.plain_text("<h2>A</h2><p>b &lt;i&gt;<br>c <em>d</em>e</p>") == "A\nb <i>\nc de"


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        ("<p>one two</p>", 7, "one two"),
        ("<p>one two, three</p>", 10, "one two…"),
        ("<p>unbreakable</p>", 5, "unbr…"),
    ],
)
def test_a_summary_ends_between_words(text, length, expected):
    assert html.summary(text, length) == expected


@given(hostile, st.integers(2, 40))
@settings(deadline=None)
def test_a_summary_keeps_its_length(text, length):
    assert len(html.summary(html.clean(text), length)) <= length


def test_reading_takes_longer_in_russian_and_never_no_time():
    text = "<p>" + "слово " * 900 + "</p>"
    assert html.reading_minutes(text, "ru") == 5
    assert html.reading_minutes(text, "en") == 4
    assert html.reading_minutes("", "ru") == 1


def test_json_ld_cannot_end_its_own_element():
    assert "</script><b>" not in html.json_ld({"name": "</script><b>"})
