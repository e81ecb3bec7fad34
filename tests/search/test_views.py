"""The page of results in each of its states, over results made here: the engine has its own tests."""

import datetime
from dataclasses import replace

import pytest

from search.results import Choice, Count, Piece, Result, Results
from search.sources import Found, Hit, Kind

pytestmark = pytest.mark.django_db

DAY = datetime.datetime(2026, 3, 8, 12, tzinfo=datetime.UTC)


class Things:
    """As much of a source as addresses and labels need."""

    name = "thing"
    kinds = (Kind("things", "Things"), Kind("others", "Others"))


@pytest.fixture(autouse=True)
def sources(monkeypatch):
    for module in ("addresses", "templatetags.search"):
        monkeypatch.setattr(f"search.{module}.all_sources", lambda: (Things(),))


@pytest.fixture
def answer(monkeypatch):
    """Lets every search answer with these results; the wishes that were asked, last one last."""
    asked = []

    def prepare(*results, **fields):
        def find(wish, user):
            asked.append(wish)
            return Results(wish, list(results), **fields)

        monkeypatch.setattr("search.views.find", find)
        return asked

    return prepare


def result(number=1, *, title="Title", snippet="Words", kind="things", found="en", **fields):
    hit = Hit(title, f"/en/things/{number}/", snippet, fields.pop("language", "en"), DAY)
    return Result(
        replace(hit, **fields), Found(number, found), kind, [Piece(title)], [Piece(snippet)]
    )


def page(client, query="", language="en"):
    response = client.get(f"/{language}/search/{query}")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_an_empty_query_lists_everything_with_counts_of_kinds(client, answer):
    kinds = [Choice("things", "Things", Count(956)), Choice("others", "Others", Count(82))]
    answer(result(), total=Count(1038), kinds=kinds)
    assert "1038 results: Things (956), Others (82)" in page(client)
