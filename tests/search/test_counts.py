"""Every count that is shown is what a reader would count who followed it, whichever way it was counted."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from search import counting, finding, gathering
from search.asking import read
from search.results import Wish
from tests.search import small

FACETS = {
    "kind": "kinds",
    "language": "languages",
    "period": "periods",
    "place": "places",
    "author": "authors",
}
EXAMPLES = settings(max_examples=25, deadline=None)


@pytest.fixture(scope="module")
def rows(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        written = small.write()
        counting.count_all()
        yield written
        transaction.set_rollback(True)


BUDGETS = st.sampled_from([gathering.BUDGET, 30])  # words are rare, or in more texts than are read


def find(wish, budget):
    with pytest.MonkeyPatch.context() as patch:
        small.read_at_most(patch, budget)
        return finding.find(wish, AnonymousUser())


def expected(rows, wish):
    """Who counts by hand."""
    words = [word.text for word in wish.query.words]
    return [
        row
        for row in rows
        if wish.kind in ("", row.kind)
        and wish.place in ("", row.place)
        and wish.author in ("", row.author)
        and (not wish.period or row.is_in(wish.period))
        and any(
            wish.language in ("", language) and set(words) <= set(said)
            for language, said in row.words.items()
        )
    ]


@st.composite
def wishes(draw, rows):
    one = draw(st.sampled_from(rows))
    chosen = {draw(st.sampled_from(["", *FACETS])) for _filter in range(2)} - {""}
    values = {
        "kind": one.kind,
        "language": draw(st.sampled_from(sorted(one.words))),
        "period": draw(st.sampled_from(["week", "month", "year", "2023", "2024", "2025"])),
        "place": one.place,
        "author": one.author,
    }
    query = draw(st.sampled_from(["", *small.WORDS[:4]]))
    return Wish(read(query), **{facet: values[facet] for facet in chosen})


@given(data=st.data())
@EXAMPLES
@pytest.mark.django_db
def test_a_total_and_every_choice_count_what_one_finds_by_them(rows, data):
    wish = data.draw(wishes(rows))
    budget = data.draw(BUDGETS)
    found = find(wish, budget)
    assert found.total == (len(expected(rows, wish)), False)
    for facet, choices in FACETS.items():
        for choice in getattr(found, choices):
            chosen = replace(wish, **{facet: choice.value})
            assert choice.count == (len(expected(rows, chosen)), False), (facet, choice)


@given(data=st.data())
@EXAMPLES
@pytest.mark.django_db
def test_following_a_choice_gives_as_many_results_as_it_says(rows, data):
    wish = data.draw(wishes(rows))
    words = [*small.WORDS, "квакозябра"]  # which nothing has
    words = data.draw(st.lists(st.sampled_from(words), max_size=3, unique=True))
    wish = replace(wish, query=read(" ".join(words)))
    budget = data.draw(BUDGETS)
    found = find(wish, budget)
    choices = [(facet, choice) for facet, name in FACETS.items() for choice in getattr(found, name)]
    if choices:
        facet, choice = data.draw(st.sampled_from(choices))
        followed = find(replace(wish, **{facet: choice.value}), budget)
        assert followed.total == choice.count, (facet, choice)
