import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.compounds import LONGEST, apart, halves, joined


def test_neighbours_and_hyphenated_words_are_written_together():
    words = ["новый", "онлайн", "платёж", "кое-что"]
    assert joined(words) == [
        ("коечто", 3, 4),
        ("новыйонлайн", 0, 2),
        ("онлайнплатёж", 1, 3),
        ("платёжкоечто", 2, 4),
    ]


@pytest.mark.parametrize(
    "words", [[], ["слово"], ["5", "лет"], ["24-10"], ["don't", "go"], ["ж" * 30] * 2]
)
def test_numbers_and_very_long_words_are_not_written_together(words):
    assert joined(words) == []


def test_a_word_is_parted_where_both_halves_have_three_letters():
    assert halves("фотоархив") == [
        ("фото", "архив"),
        ("фотоа", "рхив"),
        ("фот", "оархив"),
        ("фотоар", "хив"),
    ]


@pytest.mark.parametrize("word", ["", "слово", "кое-что", "abc123def", "ж" * (LONGEST + 1)])
def test_what_is_short_hyphenated_or_no_word_is_not_parted(word):
    assert halves(word) == []


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("72000", ["72", "000"]),
        ("1234567", ["1", "234", "567"]),
        ("72.000", ["72", "000"]),
        ("500г", ["500", "г"]),
        ("72000евро", ["72", "000", "евро"]),
        ("1500", ["1", "500"]),
        ("2024", []),
        ("2024г", ["2024", "г"]),
        ("500", []),
        ("3.90", []),
        ("слово", []),
        ("obfs4", []),
        ("9" * (LONGEST + 1), []),
    ],
)
def test_a_number_is_parted_in_thousands_and_from_its_unit(word, parts):
    assert apart(word) == parts


@given(st.lists(st.text(st.characters(codec="utf-8")), max_size=24))
def test_any_words_have_few_variants(words):
    found = joined(words)
    assert len(found) <= 2 * len(words)
    assert all(len(variant.word) <= LONGEST for variant in found)
    assert all("".join(pair) == word for word in words for pair in halves(word))
