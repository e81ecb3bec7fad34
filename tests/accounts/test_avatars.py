"""The picture of a name: made of the name alone, and of nothing a name could smuggle in."""

import xml.etree.ElementTree as ET

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.avatars import PAPER, SHAPES, TONES, drawn, initials

SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {f"{SVG}{name}" for name in ("svg", "path", "g", "circle", "text")}
ATTRIBUTES = {
    "viewBox", "width", "height", "fill", "d", "transform", "cx", "cy", "r",
    "x", "y", "dy", "text-anchor", "font-size", "font-weight", "font-family",
}  # fmt: skip
HOSTILE = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "]]><x/>", "&lt;&#60;", "{0}{ground}", "<!--",
    "\x00\x1b", "\ud800", "a<b", "javascript:alert(1)", "' onload='x", "\N{RIGHT-TO-LEFT OVERRIDE}abc",
]  # fmt: skip


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """Of WCAG 2."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colour", [each for tones in TONES for each in tones])
def test_letters_can_be_read_on_every_tone(colour):
    assert contrast(PAPER, colour) >= 4.5


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Вася", "В"), ("анна-мария", "АМ"), ("J. R. Roe", "JR"), ("Мар'яна", "МЯ"), ("Ёж", "Ё"), ("7 nights", "7N"),
        ("И\N{COMBINING BREVE}од", "Й"), ("kot_matroskin", "KM"), ("ßeta x", "SS"), ("<&>", ""),
    ],
)  # fmt: skip
def test_initials_are_those_of_the_first_two_words(name, letters):
    assert initials(name) == letters


def test_a_name_has_one_picture_whatever_its_case_and_form():
    assert drawn("Вася") == drawn("ВАСЯ") == drawn(" вася ")
    assert drawn("Йод") == drawn("И\N{COMBINING BREVE}од")


def test_names_are_told_apart_by_more_than_their_letters():
    assert len({drawn(f"Вася {number}") for number in range(100)}) > 60
    assert len({drawn(f"В{number}") for number in range(1000)}) > len(TONES) * len(SHAPES) * 2


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_hostile_gets_into_the_picture(name):
    check(drawn(name))


@given(st.text(st.characters(), max_size=60))
def test_no_text_at_all_breaks_the_picture(name):
    check(drawn(name))


def check(picture):
    assert len(picture.encode()) < 1500
    root = ET.fromstring(picture)
    for element in root.iter():
        assert element.tag in ELEMENTS
        assert element.attrib.keys() <= ATTRIBUTES
    texts = [element.text or "" for element in root.iter() if element.tag == f"{SVG}text"]
    assert len(texts) == 1
    assert not texts[0] or texts[0].isalnum()


# The address


@pytest.mark.django_db
def test_anybody_gets_the_picture_of_any_name_without_a_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get(reverse("avatar", args=["Анна Мария"]))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert response.content.decode() == drawn("Анна Мария")


@pytest.mark.parametrize("name", ["Вася", "O'Brien", "J. R. Roe", "a.svg", "x_1"])
def test_every_form_a_name_may_have_goes_through_the_address(client, name):
    assert client.get(reverse("avatar", args=[name])).content.decode() == drawn(name)


def test_it_is_kept_for_good_and_runs_nothing(client):
    response = client.get("/avatars/Vera.svg")
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["Content-Security-Policy"] == (
        "default-src 'none'; frame-ancestors 'none'; sandbox"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", [*HOSTILE[:6], "x", "a" * 41, "+48 123 456 789", "anna@example.org"]
)
def test_what_can_be_no_name_has_no_picture(client, name):
    response = client.get("/avatars/" + name.replace("/", "%2F") + ".svg")
    assert response.status_code == 404
    assert "immutable" not in response["Cache-Control"]


@pytest.mark.django_db
def test_a_page_shows_it(page, live_server):
    """In an <img>, under the site's own policy; the watch fails the test if the browser complains."""
    page.goto("/en/")
    page.evaluate(
        "document.body.append(Object.assign(new Image(), {src: '/avatars/Вера Кац.svg', id: 'it'}))"
    )
    page.evaluate("() => document.getElementById('it').decode()")
    assert page.evaluate("document.getElementById('it').naturalWidth") == 80
