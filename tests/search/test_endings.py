"""Endings of a word that is begun, as the index has them."""

import pytest

from search.models import Word
from search.vocabulary import ended

pytestmark = pytest.mark.django_db


def learn(*words):
    Word.objects.bulk_create(
        Word(word=word, lexeme=lexeme, documents=documents) for word, lexeme, documents in words
    )


def test_a_word_is_suggested_in_one_form_only():
    learn(("письмо", "письм", 9), ("письма", "письм", 8), ("письменный", "письмен", 2))
    assert ended("пис", 4) == [("письмо", "письм"), ("письменный", "письмен")]


def test_the_form_that_was_typed_stands_for_the_word():
    learn(("письмо", "письм", 9), ("письма", "письм", 1))
    assert ended("письма", 4) == [("письма", "письм")]


def test_a_word_with_many_forms_leaves_room_for_others():
    learn(*((f"word{letter}", "word", 9) for letter in "abcdefg"), ("worse", "wors", 1))
    assert [lexeme for _word, lexeme in ended("wor", 4)] == ["word", "wors"]
