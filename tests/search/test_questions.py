"""The labelled questions ask for what is there, and for enough of every kind."""

from collections import Counter

import pytest

from tests.search.labelled import documents, questions, write_demo

FIELDS = ["query", "relevant", "kind", "language"]
MOST_RELEVANT = 4
LEAST = {
    ("words", "ru"): 25,
    ("words", "en"): 20,
    ("question", "ru"): 20,
    ("question", "en"): 15,
    ("typo", "ru"): 20,
    ("typo", "en"): 12,
    ("layout", "ru"): 12,
    ("layout", "en"): 8,
    ("translit", "ru"): 12,
    ("yo", "ru"): 6,
    ("hyphen", "ru"): 4,
    ("hyphen", "en"): 4,
    ("stress", "ru"): 4,
    ("belarusian", "ru"): 5,
    ("cross", "ru"): 5,
    ("cross", "en"): 5,
    ("phrase", "ru"): 3,
    ("phrase", "en"): 3,
    ("operator", "ru"): 5,
    ("operator", "en"): 5,
    ("name", "ru"): 3,
    ("name", "en"): 3,
    ("title", "ru"): 3,
    ("title", "en"): 3,
    ("reply", "ru"): 5,
    ("reply", "en"): 5,
}
QUESTIONS = questions()


@pytest.mark.django_db
def test_every_question_is_answered_by_what_anybody_may_read():
    write_demo()
    names = Counter(documents())
    wanted = {name for question in QUESTIONS for name in question["relevant"]}
    assert {name: names[name] for name in wanted if names[name] != 1} == {}


def test_a_question_has_a_few_answers_each_named_once():
    for question in QUESTIONS:
        assert list(question) == FIELDS
        relevant = question["relevant"]
        assert 1 <= len(relevant) == len(set(relevant)) <= MOST_RELEVANT, question["query"]


def test_nothing_is_asked_twice():
    counts = Counter(question["query"].casefold() for question in QUESTIONS)
    assert [query for query, count in counts.items() if count > 1] == []


def test_there_is_enough_of_every_kind_in_its_languages():
    counts = Counter((question["kind"], question["language"]) for question in QUESTIONS)
    assert counts.keys() == LEAST.keys()
    assert {kind: counts[kind] for kind, least in LEAST.items() if counts[kind] < least} == {}


@pytest.mark.parametrize(
    ("kind", "marks"), [("stress", "\u0301"), ("yo", "еёЕЁ"), ("belarusian", "іў"), ("phrase", '"')]
)
def test_a_question_has_the_marks_of_its_kind(kind, marks):
    asked = [question["query"] for question in QUESTIONS if question["kind"] == kind]
    assert [query for query in asked if not set(query) & set(marks)] == []
