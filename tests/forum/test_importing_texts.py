"""Texts of an older site: whatever they hold, a post shows the words and nothing else."""

import time

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from core import html, markdown
from core.markdown import letters
from forum.importing.texts import as_markdown, line, lines

MARKS = st.text(st.sampled_from("\\`*_{}[]()<>#+-.!|~:=&;1aя \n\t@^$\"'%/"), max_size=80)


def words(text):
    return "".join(text.split())


@given(MARKS | st.text(max_size=80))
@hypothesis_settings(max_examples=300, deadline=None)
def test_plain_text_is_shown_as_it_stands(text):
    plain = lines(text)
    shown = html.plain_text(str(markdown.render(as_markdown(plain))))
    assert words(shown) == words(letters.shown(letters.tidied(plain)))


@given(MARKS | st.text(max_size=80))
def test_a_line_is_one_line_and_stays_as_it_is(text):
    once = line(text)
    assert "\n" not in once and "\x00" not in once
    assert once == once.strip()


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("a < b > c", "a < b > c"),
        ("<user> пишет", "<user> пишет"),
        ("<p>раз<p>два", "раз\n\nдва"),
        ("раз<br/>два", "раз\nдва"),
        ("<style>p{}</style>да<!-- нет -->", "да"),
        ("<a href='https://example.org/'>https://example.org/</a>", "https://example.org/"),
        ("<a href='javascript:alert(1)'>сюда</a>", "сюда"),
        ("<a href=mailto:a@example.org>нам</a>", "нам"),
        ("&amp;lt;b&amp;gt; &quot;да&quot;", '<b> "да"'),
        ("раз\r\n\r\n\r\n\r\nдва  три\t", "раз\n\nдва три"),
        ("<script>alert(1)", ""),
        ("<img alt='Печь' src='https://example.org/a.png'>", "Печь"),
    ],
)
def test_html_becomes_words(markup, plain):
    assert lines(markup) == plain


@pytest.mark.parametrize("piece", ["<", "<a ", "<!--", "</p", "<p>", "&#", "<script>", "<a href='"])
def test_no_text_takes_long(piece):
    text = (piece * 120_000)[:120_000]
    started = time.process_time()
    lines(text)
    assert time.process_time() - started < 1
