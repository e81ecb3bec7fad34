from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.importing import rss
from tests.blog.exports import ENGLISH, channel, entries, item

MORNING = datetime(2025, 5, 17, 7, 30, tzinfo=UTC)


def read(fields, more=""):
    [entry] = entries(channel(item(ENGLISH | fields, more)))
    return rss.read(entry)


def test_the_full_text_is_the_body_and_the_description_the_excerpt():
    found = read({"description": "In short."})
    assert (found.body, found.excerpt) == (ENGLISH["content:encoded"], "In short.")


def test_without_a_full_text_the_description_is_the_body():
    found = read({"content:encoded": None, "description": "One.\n\nTwo."})
    assert (found.body, found.excerpt) == ("<p>One.</p><p>Two.</p>", "")


def test_categories_are_topics():
    assert read({}, "<category>Bread</category><category>Prices</category>").topics == (
        "Bread",
        "Prices",
    )


def test_a_picture_enclosed_is_the_cover_and_a_recording_is_not():
    assert read(
        {}, '<enclosure type="image/png" url="https://old.example/a.png"/>'
    ).picture.url.endswith("a.png")
    assert (
        read({}, '<enclosure type="audio/mpeg" url="https://old.example/a.mp3"/>').picture is None
    )


@pytest.mark.parametrize(
    "text",
    [
        "Sat, 17 May 2025 09:30:00 +0200",
        "Sat, 17 May 2025 07:30:00 GMT",
        "17 May 2025 07:30:00 -0000",
        "2025-05-17T07:30:00Z",
        "2025-05-17 07:30:00",
    ],
)
def test_a_date_is_read_however_it_is_written(text):
    assert rss.moment(text) == MORNING


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "0000-00-00 00:00:00",
        "Mon, 30 Nov -0001 00:00:00 +0000",
        "9999-12-31T23:59:59-23:59",
    ],
)
def test_what_is_no_date_is_none(text):
    assert rss.moment(text) is None


@given(st.text() | st.from_regex(r"\w{3}, \d{1,9} \w{3} -?\d{1,9} \d+:\d+:\d+ [+-]\d{1,9}"))
def test_no_text_makes_reading_a_date_fail(text):
    found = rss.moment(text)
    assert found is None or found.tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Anna Ivanova", "Anna Ivanova"),
        ("anna@old.example (Anna Ivanova)", "Anna Ivanova"),
        ("Anna Ivanova <anna@old.example>", "Anna Ivanova"),
        ("anna@old.example", ""),
        ("anna@old.example (anna@old.example)", ""),
    ],
)
def test_an_author_never_brings_an_email_address(text, name):
    assert rss.person(text) == name
