from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.utils.translation import override

from blog.importing import preparing
from blog.importing.items import Item, LeftOut

LEAD = (
    "The mill opened again after the flood, and people came from the whole valley to stand in line."
)
REST = "Nobody had expected so many before noon. By evening the flour was gone, and the miller with it, to find more."
ITEM = Item(
    title="Bread prices",
    body=f"<p>{LEAD} {REST}</p><p>More of it, they say, comes with the carts on Monday.</p>",
    link="https://old.example/en/post/bread",
    published_at=datetime(2025, 5, 17, tzinfo=UTC),
)


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def arrival(language="", **changes):
    return preparing.arrival(replace(ITEM, **changes), language)


def test_an_item_without_a_title_stays_out():
    with pytest.raises(LeftOut, match="no title"):
        arrival(title=" &nbsp;\u200b")


@pytest.mark.parametrize("body", ["", "<p>&nbsp;</p>", "<script>alert(1)</script>"])
def test_an_item_without_a_text_stays_out(body):
    with pytest.raises(LeftOut, match="no text"):
        arrival(body=body)


def test_an_item_without_a_date_comes_in_unpublished_and_it_is_said():
    found = arrival(published_at=None)
    assert found.published_at is None
    assert found.notes == ("it has no date that can be read: came in unpublished",)


def test_a_draft_needs_no_date():
    assert arrival(published_at=None, is_draft=True).notes == ()


def test_a_title_too_long_is_cut_at_a_word_and_it_is_said():
    found = arrival(title="bread " * 100)
    assert found.title.endswith("bread…")
    assert len(found.title) <= 300
    assert found.notes == ("its title is longer than 300 characters: cut",)


def test_an_address_too_long_is_said_and_the_post_is_the_same_next_time():
    first, second = (arrival(link="https://old.example/post/" + "x" * 600) for _ in range(2))
    assert first.path == second.path
    assert len(first.path) <= 500
    assert first.notes == ("its old address is too long to be kept: no redirect from there",)


def test_without_a_link_the_permanent_guid_is_the_address():
    assert arrival(link="", guid="https://old.example/post/salt").path == "/post/salt"


def test_without_any_address_the_guid_or_the_title_and_date_tell_posts_apart():
    paths = {
        arrival(link="", guid=guid, title=title).path
        for guid in ("", "g-1", "g-2")
        for title in ("A", "B")
    }
    assert len(paths) == 4


def test_scripts_do_not_survive():
    body = arrival(body="<p onclick='x()'>Bread<script>x()</script></p>").body
    assert body == "<p>Bread</p>"


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        ("Мельница открылась, пишет The Valley Times", "en", "ru"),
        ("The mill opened (мельница)", "ru", "en"),
        ("хлеб bred", "en", "en"),
        ("хлеб bred", "ru", "ru"),
        ("хлеба bred", "post", "ru"),
        ("123", "en", "en"),
        ("123", "", "ru"),
    ],
)
def test_letters_say_the_language_and_the_address_where_they_do_not(text, hint, language):
    assert preparing.language_of(text, hint) == language


def test_the_prefix_of_the_address_is_the_hint():
    assert arrival(title="2025", body="<p>1 — 2</p>").language == "en"


def test_a_language_given_is_not_questioned():
    assert arrival("ru").language == "ru"


def test_a_summary_of_its_own_is_kept():
    assert (
        arrival(excerpt="<p>Flour is scarce , bread too.</p>").summary
        == "Flour is scarce, bread too."
    )


def test_a_missing_summary_is_made_of_the_first_whole_sentences():
    assert arrival().summary == f"{LEAD} {REST}"


@pytest.mark.parametrize("ending", ["", "…", " [&#8230;]", "...", " … <a href='/'>Read on</a>"])
def test_a_summary_that_is_only_the_cut_beginning_is_made_anew(ending):
    assert arrival(excerpt=f"{LEAD} Nobody had expe{ending}").summary == arrival().summary


def test_a_summary_as_long_as_a_post_is_cut():
    assert len(arrival(excerpt="Flour, bread and salt. " * 100).summary) <= 500


def test_topics_are_told_once_whatever_their_case():
    assert arrival(topics=("Bread", "bread ", "", "Salt &amp; water")).topics == (
        "bread",
        "Salt & water",
    )


def test_a_text_of_nothing_but_openings_stays_out_before_it_takes_hours():
    with pytest.raises(LeftOut, match="nested too deep"):
        arrival(body="<div>" * 100_000 + "x")
