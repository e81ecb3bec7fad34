"""Pages of results in their order, over some hundred rows of every kind."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from search import counting, finding, gathering
from search.asking import read
from search.results import PAGE_SIZE, Wish
from tests.search import small

pytestmark = pytest.mark.django_db

STRANGER = AnonymousUser()


def ask(text, **fields):
    return finding.find(Wish(read(text), **fields), STRANGER)


def keys(found):
    return [(result.kind, result.found.pk) for result in found.results]


@pytest.fixture(scope="module")
def rows(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        rows = small.write(40)
        counting.count_all()
        yield rows
        transaction.set_rollback(True)


WISHES = [
    Wish(read("")),
    Wish(read(""), kind="posts"),
    Wish(read("абракон")),
    Wish(read("абракон OR бумазап")),
    Wish(read("абракон"), by_date=True),
    Wish(read(""), language="en"),
]


@pytest.mark.parametrize("wish", WISHES, ids=range(len(WISHES)))
@pytest.mark.parametrize("budget", [gathering.BUDGET, 60])
def test_pages_together_have_every_result_once(rows, monkeypatch, wish, budget):
    small.read_at_most(monkeypatch, budget)
    first = finding.find(wish, STRANGER)
    every = [keys(finding.find(replace(wish, page=page + 1), STRANGER)) for page in range(first.page_count)]  # fmt: skip
    found = [key for page in every for key in page]
    assert len(found) == len(set(found)) == first.total.number > PAGE_SIZE
    assert [len(page) for page in every[:-1]] == [PAGE_SIZE] * (len(every) - 1)


def test_by_date_the_newest_come_first(rows):
    moments = [result.hit.date for result in ask("абракон", by_date=True).results]
    assert moments == sorted(moments, reverse=True) and len(set(moments)) > 2
    assert moments != [result.hit.date for result in ask("абракон бумазап").results]


def test_an_empty_query_lists_everything_newest_first_with_counts_of_kinds(rows):
    found = ask("")
    assert {kind.value: kind.count.number for kind in found.kinds} == dict.fromkeys(("posts", "topics", "replies"), 40)  # fmt: skip
    assert found.total == found.with_all_words == (len(rows), False)
    moments = [result.hit.date for result in found.results]
    assert moments == sorted(moments, reverse=True)


@pytest.mark.parametrize(
    "wish",
    [
        Wish(read(" ".join(small.WORDS[:2]))),
        Wish(read("абракон"), kind="replies"),
        Wish(read("абракон -бумазап"), language="ru"),
    ],
    ids=range(3),
)
def test_common_words_are_answered_as_rare_ones(rows, monkeypatch, wish):
    rare = finding.find(wish, STRANGER)
    small.read_at_most(monkeypatch, 90)  # fewer than have a word, more than have both
    common = finding.find(wish, STRANGER)
    everything = rare.with_all_words.number
    assert set(keys(common)[:everything]) == set(keys(rare)[:everything])
    assert (common.total, common.kinds, common.periods, common.languages) == (rare.total, rare.kinds, rare.periods, rare.languages)  # fmt: skip
