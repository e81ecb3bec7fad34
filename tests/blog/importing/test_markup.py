import time

import pytest

from blog.importing.markup import depth, paragraphs, without_comments, without_shortcodes


@pytest.mark.parametrize(
    ("plain", "html"),
    [
        ("One.\n\nTwo.", "<p>One.</p><p>Two.</p>"),
        ("One\nline.\r\n\r\n\r\nTwo.", "<p>One<br>line.</p><p>Two.</p>"),
        ("<h2>Head</h2>\nOne.\n\nTwo.", "<h2>Head</h2><p>One.</p><p>Two.</p>"),
        (
            "<blockquote>One.\n\nTwo.</blockquote>",
            "<blockquote><p>One.</p><p>Two.</p></blockquote>",
        ),
        (
            "One.\n<ul>\n<li>a\n\nb</li>\n</ul>\nTwo.",
            "<p>One.</p><ul>\n<li>a\n\nb</li>\n</ul><p>Two.</p>",
        ),
        ("<p>One.</p>\n\n<p>Two.</p>", "<p>One.</p><p>Two.</p>"),
        ("One <em>and</em> <a href='/'>two</a>.", "<p>One <em>and</em> <a href='/'>two</a>.</p>"),
        ("</p>One.", "</p><p>One.</p>"),
        ("", ""),
    ],
)
def test_blank_lines_part_paragraphs_and_blocks_stay(plain, html):
    assert paragraphs(plain) == html


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            '[caption id="a_1" width="3"]<img src="/a.png"> Mill[/caption]',
            '<img src="/a.png"> Mill',
        ),
        ('Before [gallery ids="1,2"] after', "Before  after"),
        ("[vc_row][vc_column]Text[/vc_column][/vc_row]", "Text"),
        ('[button href="/x" size=big]Go[/button]', "Go[/button]"),
        ("[contact-form-7 id=3]", ""),
    ],
)
def test_shortcodes_go_and_what_they_hold_stays(text, left):
    assert without_shortcodes(text) == left


@pytest.mark.parametrize(
    "text", ["He came [sic] late", "[applause]", "[1]", "[смеётся]", "a[i] = b", "[Anna says yes]"]
)
def test_brackets_of_a_writer_stay(text):
    assert without_shortcodes(text) == text


def test_block_comments_go():
    text = '<!-- wp:paragraph {"align":"left"} -->\n<p>One.</p>\n<!-- /wp:paragraph --><!--more-->'
    assert without_comments(text).strip() == "<p>One.</p>"


def test_a_comment_that_never_ends_is_left_to_the_cleaner():
    assert without_comments("One.<!-- a -->Two.<!-- b") == "One.Two.<!-- b"


@pytest.mark.parametrize(
    ("text", "deepest"),
    [
        ("<p>a<p>b<br><img src='/a'><li>c", 0),
        ("<div><b>a</b></div><div></div>", 2),
        ("<div></x><DIV></x>", 2),
        ("</b></b><b>", 1),
    ],
)
def test_depth_counts_what_stays_open(text, deepest):
    assert depth(text) == deepest


@pytest.mark.parametrize(
    "piece",
    [
        "<!--",
        "[a b=",
        '[a b="',
        "[a b='",
        "[caption ",
        "[a_",
        "[a b=c ",
        "\n ",
        "<p ",
        "<div>",
        "[",
    ],
)
def test_no_text_takes_the_square_of_its_length(piece):
    text = piece * 20_000
    begun = time.process_time()
    paragraphs(without_shortcodes(without_comments(text)))
    depth(text)
    assert time.process_time() - begun < 3  # a square would be minutes
