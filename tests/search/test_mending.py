"""What a word was meant to be that no text has."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from search import mending, vocabulary

pytestmark = pytest.mark.django_db


def counted(*texts):
    vocabulary.replace(vocabulary.count(texts))


def mended(word):
    found = mending.mend([word]).get(word)
    return found.text if found else None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("калокольня", "колокольня"),
        ("колокльня", "колокольня"),
        ("колкоольня", "колокольня"),
        ("колокольнняя", "колокольня"),
        ("тугроб", "сугроб"),
        ("сугорб", "сугроб"),
        ("замк", "замок"),
        ("зпмк", None),  # two slips in a short word
        ("зам", None),
        ("калакольня", "колокольня"),
        ("калаколня", None),  # three
        ("kolokolnya", "колокольня"),
        ("гитхаб", None),
        ("снегколокольня", "снег колокольня"),
        ("опенсорс", None),
        ("опен", "open"),
        ("forgot", None),
        ("надколокольня", "над колокольня"),
        ("т", None),
    ],
)
def test_slips_other_letters_and_words_written_as_one_are_mended(typed, meant):
    counted("Колокольня, сугроб, замок, снег, open, got, t-shirt")
    assert mended(typed) == meant


def test_of_equally_near_words_the_more_frequent_is_meant():
    counted("ворона", "корона", "корона", "корона", "ворота")
    assert mended("горона") == "корона"
    counted("ворона", "ворона", "ворона", "корона", "ворота")
    assert mended("горона") == "ворона"


def test_a_short_u_is_nearest_to_the_letter_russian_has_for_it():
    counted("ворона", "города", "города", "города", "правда", "пруда", "пруда")
    assert mended("уорона") == "ворона"
    assert mended("прауда") == "правда"


def test_the_first_letter_is_rarely_the_slip():
    counted("ворона", "ворона", "горошек", "короба")
    assert mended("корона") == "короба"


def test_what_else_it_may_have_been_comes_after_the_likeliest():
    counted("ворона ворота", "ворона")
    found = mending.near("вороса")
    assert [known.lexeme for known in found.lexemes] == ["ворон", "ворот"]
    assert (found.text, found.told) == ("ворона", ("ворон",))


def test_of_two_words_both_are_told():
    counted("Снег, колокольня")
    found = mending.mend(["снегколокольня"])["снегколокольня"]
    assert found.told == ("снег", "колокольн")


def test_all_words_are_looked_up_at_once_and_slips_one_by_one():
    counted("Колокольня, сугроб")
    with CaptureQueriesContext(connection) as queries:
        found = mending.mend(["калокольня", "sugrob", "небывальщина"])
    assert found.keys() == {"калокольня", "sugrob"}
    assert len(queries) == 5  # two of them for spellings of the last in other letters
    with CaptureQueriesContext(connection) as queries:
        assert mending.mend([]) == {}
    assert len(queries) == 0


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=60))
def test_whatever_the_word_it_is_mended_into_one_there_is_or_not_at_all(word):
    found = mending.mend([word]).get(word)
    assert found is None or all(known.documents or not known.lexeme for known in found.lexemes)


def test_a_slip_in_a_long_word_is_likelier_than_the_other_alphabet():
    counted("Кречетов", "Krechetov", "Krechetov", "VPN")
    assert mended("крэчетов") == "кречетов"
    assert mended("впн") == "vpn"


def test_half_a_word_that_is_none_is_no_word_though_it_has_the_stem_of_one():
    counted("Опыт и стиль, апостиль")
    assert mended("опостиль") == "апостиль"
