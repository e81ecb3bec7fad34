"""The glossary: each word of a row finds the others, in whatever form it is asked for."""

import pytest

from search import lexemes, spellings
from search.models import Spelling

pytestmark = pytest.mark.django_db


def keep(*words):
    spellings.keep(Spelling(words=list(words)))


def found_for(word):
    """The equals of one word as it is typed."""
    [stem] = lexemes.of_words([word])
    return set(spellings.equals([stem]).get(stem, ()))


@pytest.mark.parametrize("typed", ["Савуляк", "савуляку", "САВУЛЯКОМ"])
def test_any_form_of_a_name_finds_its_other_spellings(typed):
    keep("Савуляк", "Savuliak", "Савулякъ")
    assert found_for(typed) == {"savuliak", "савулякъ"}


def test_each_word_finds_all_the_others():
    keep("посылка", "бандероль", "parcel")
    assert found_for("parcels") == {"посылк", "бандерол"}
    assert found_for("бандероли") == {"посылк", "parcel"}


def test_stems_are_folded_like_the_index():
    keep("Тёмкин", "Tyomkin")
    assert found_for("темкину") == {"tyomkin"}


def test_a_latin_word_is_found_without_its_marks_and_a_russian_one_keeps_its_own():
    keep("Ольшанская", "Olszańska", "Łukańska", "Майя")
    assert "ольшанск" in found_for("Olszanska")
    assert "ольшанск" in found_for("Olszańska")
    assert "ольшанск" in found_for("lukanska")
    assert spellings.plain("Майя й ё") == "Майя й ё"


def test_a_word_in_two_rows_has_the_equals_of_both_and_no_further_ones():
    keep("лук", "onion")
    keep("лук", "bow")
    assert found_for("лук") == {"onion", "bow"}
    assert found_for("bow") == {"лук"}


def test_of_a_word_with_a_hyphen_only_the_whole_is_an_equal():
    keep("Нью-Васюки", "Васюки")
    assert found_for("Васюки") == {"нью-васюк"}
    assert not found_for("Нью")


def test_many_words_cost_one_query_and_none_no_query(django_assert_num_queries):
    keep("посылка", "parcel")
    with django_assert_num_queries(1):
        assert spellings.equals(["посылк", "parcel", "дом"]) == {
            "посылк": ("parcel",),
            "parcel": ("посылк",),
        }
    with django_assert_num_queries(0):
        assert spellings.equals([]) == {}
