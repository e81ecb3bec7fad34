"""Which addresses are embeds, what a text keeps of them, and what a reader sees first."""

import re

import pytest
from django.utils.translation import override

from core import embeds, html

VIDEO = "https://www.youtube.com/watch?v=abcdef-_123"


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://youtu.be/abcdef-_123?si=tracking", VIDEO),
        ("http://m.youtube.com/watch?app=m&v=abcdef-_123&t=4s", VIDEO),
        ("https://www.youtube.com/shorts/abcdef-_123", VIDEO),
        ("//www.youtube-nocookie.com/embed/abcdef-_123", VIDEO),
        ("https://t.me/s/example_news/42?single", "https://t.me/example_news/42"),
        ("https://mobile.twitter.com/someone/status/123?s=20", "https://x.com/someone/status/123"),
    ],
)
def test_an_address_of_any_manner_gets_its_one_form(address, link):
    assert embeds.find(address).link == link
    assert embeds.find(link).link == link


@pytest.mark.parametrize(
    "address",
    [
        "https://youtube.com.evil.example/watch?v=abcdef-_123",
        "https://evil.example/?https://youtu.be/abcdef-_123",
        "https://youtu.be/abcdef-_1234",
        "https://youtu.be/abcdef",
        "https://www.youtube.com/@channel",
        "https://user@youtu.be/abcdef-_123",
        "javascript://youtu.be/abcdef-_123",
        "https://t.me/example_news",
        "https://t.me/joinchat/AAAA",
        "https://x.com/someone",
        "https://youtu.be/abcdef-_123 x",
        "https://youtu.be/abcdef-_123\n",
    ],
)
def test_any_other_address_is_none(address):
    assert embeds.find(address) is None


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            '<figure><p><a href="https://youtu.be/abcdef-_123">Film</a></p></figure>',
            f'<figure class="embed"><a href="{VIDEO}" rel="noopener noreferrer">Film</a></figure>',
        ),
        (
            '<iframe src="https://www.youtube.com/embed/abcdef-_123" title="Film"></iframe>',
            f'<figure class="embed"><a href="{VIDEO}" rel="noopener noreferrer">Film</a></figure>',
        ),
        (
            '<figure class="embed"><a href="https://evil.example/">Film</a></figure>',
            '<figure><a href="https://evil.example/" rel="noopener noreferrer">Film</a></figure>',
        ),
        ('<figure class="embed">words</figure>', "<figure>words</figure>"),
        ('<aside class="callout warning loud">a</aside>', '<aside class="callout warning"><p>a</p></aside>'),
        ('<aside class="callout">a</aside>', '<aside class="callout note"><p>a</p></aside>'),
        ('<aside class="masthead">a</aside>', "<aside><p>a</p></aside>"),
    ],
)  # fmt: skip
def test_callouts_and_embeds_have_one_form(given, expected):
    assert html.clean(given) == expected
    assert html.clean(expected) == expected


def test_an_embed_keeps_its_caption_and_no_second_link():
    link = '<a href="https://t.me/example_news/42" rel="noopener noreferrer">Post</a>'
    figure = f'<figure class="embed">{link}<figcaption>When it <em>began</em></figcaption></figure>'
    assert html.clean(figure) == figure
    assert 'class="embed"' not in html.clean(f"<figure>{link}{link}</figure>")


def test_a_card_warns_and_has_a_button_only_scripts_show():
    with override("en"):
        made = html.article(html.clean(f'<figure><a href="{VIDEO}">Film</a></figure>'))
    assert f'<a href="{VIDEO}" rel="noopener noreferrer">Film</a>' in made.html
    assert '<button type="button" hidden>Show it here</button>' in made.html
    assert "YouTube knows nothing of you until you open this." in made.html
    assert [site.name for site in made.sites] == ["YouTube"]
    assert made.has_parts
    assert not re.search(r"\s(src|srcset|style)=", made.html)


def test_a_callout_says_its_kind_in_the_language_of_the_page():
    body = '<aside class="callout warning"><p>a</p></aside>'
    with override("en"):
        assert html.article(body).html == (
            '<aside class="callout warning" role="note"><p class="kind">Important</p><p>a</p></aside>'
        )


@pytest.mark.parametrize("body", ["<p>a</p>", "<aside><p>a</p></aside>", "<figure>a</figure>"])
def test_an_ordinary_text_needs_no_sheet_and_no_frame(body):
    article = html.article(body)
    assert article.html == body
    assert (article.sites, article.has_parts) == ((), False)
