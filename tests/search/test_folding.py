import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.folding import DROPPED, FOLDED_FROM, FOLDED_TO, clean, fold

ANY = st.text(max_size=300) | st.text(
    st.sampled_from("aеиЕИу\u0301\u0300\u0306\u0308\u0323\u0344\u200b\xad\0/._İΣ'\n \ud800"),
    max_size=40,
)


@pytest.mark.parametrize(
    ("typed", "indexed"),
    [
        ("Ещё ЁЛКА", "еще елка"),
        ("Свабода і Ўлада", "свабода и улада"),
        ("їжа, Єдність, Ґанок", "ижа, еднисть, ганок"),
        ("об’явіць обʼявить объ`ект", "об'явиць об'явить объ'ект"),
        ("за\u0301мок Ле\u0301бедев зѐмли", "замок лебедев земли"),
        ("про\xadто\u200bтип", "прототип"),
        ("Node.js v2.0 5.5 т.е. конец.", "node js v2.0 5.5 т е. конец."),
        ("да/нет snake_case", "да нет snake case"),
        ("онлайн‑платёж", "онлайн-платеж"),
    ],
)
def test_what_is_typed_differently_is_indexed_alike(typed, indexed):
    assert fold(typed) == indexed


def test_short_i_keeps_its_breve_and_yo_its_dots_when_decomposed():
    decomposed = unicodedata.normalize("NFD", "чай, ёлка, ўлада, їжа, café")
    assert clean(decomposed) == "чай, ёлка, ўлада, їжа, café"
    assert clean("и\u0301\u0306 и\u200b\u0306") == "й й"


def test_what_can_not_be_seen_is_dropped_but_lines_and_tabs_stay():
    assert clean("a\0\x07\r\n\tб\x7f\x85\ud800\u202eв\u2066г\u2069\ufeff\u2060") == "a\n\tбвг"


def test_letters_are_folded_place_by_place():
    assert len(FOLDED_FROM) == len(FOLDED_TO) == len(set(FOLDED_FROM))
    assert not set(FOLDED_FROM) & set(DROPPED)
    assert "\0" not in DROPPED


def test_every_capital_stays_one_character():
    capitals = [c for c in map(chr, range(sys.maxunicode + 1)) if c.lower() != c]
    assert [c for c in capitals if len(fold(c)) != len(clean(c))] == []


@given(ANY)
def test_any_text_is_cleaned_and_folded_once_for_all(text):
    cleaned, folded = clean(text), fold(text)
    assert clean(cleaned) == cleaned
    assert len(folded) == len(cleaned)
    folded.encode()  # no half of a character is left
    assert not set(folded) & set(FOLDED_FROM + DROPPED)
