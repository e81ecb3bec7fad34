"""From words to lexemes: forms, spellings, slips, the other keyboard."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from search import vocabulary
from search.asking import read
from search.models import Spelling
from search.ranking import FORM, MENDED, SPELLING
from search.spellings import keep
from search.understanding import MOST_MENDED, understand, with_other

pytestmark = pytest.mark.django_db

TEXTS = [
    "Ребёнок, дети и онлайн-платёж у реки",
    "Колокольня и открытка",
    "Sea letters, castle",
    "онлайнплатёж",
]


@pytest.fixture(autouse=True)
def counted():
    vocabulary.replace(vocabulary.count(TEXTS))


def meant(text, **how):
    return understand(read(text), **how)


def lexemes(text, **how):
    return [dict(term.lexemes) for term in meant(text, **how).terms]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("колокольню", [{"колокольн": 1}]),
        ("Колокольня и колокольни", [{"колокольн": 1}]),
        ("и на в", []),
        ("", []),
        ("ребёнок", [{"ребенок": 1, "дет": FORM}]),
        ("castles", [{"castl": 1}]),
        ("небывальщина", [{"небывальщин": 1}]),
        ("2024", [{"2024": 1}]),
        ("онлайн платёж", [{"онлайн": 1, "онлайнплатеж": 1}, {"платеж": 1, "онлайнплатеж": 1}]),
        ("колокольня OR castle", [{"колокольн": 1, "castl": 1}]),
    ],
)
def test_a_word_is_all_the_lexemes_that_count_for_it(text, expected):
    assert lexemes(text) == expected


def test_how_many_texts_have_a_word_is_known_of_all_its_lexemes():
    assert [term.documents for term in meant("ребёнок колокольня небывальщина").terms] == [2, 1, 0]


def test_words_that_say_little_need_not_be_there_unless_there_are_no_others():
    assert [term.word for term in meant("сколько колокольня").strong] == ["колокольня"]
    assert [term.word for term in meant("сколько").strong] == ["сколько"]


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("калокольня", "колокольня"),
        ("открытка калокольня у рреки", "открытка колокольня у реки"),
        ("Калокольня, открытка!", "колокольня, открытка!"),
        ('"калокольня у реки"', '"колокольня у реки"'),
        ("калокольня -дом lang:ru", "колокольня -дом lang:ru"),
        ("онлайн-платеш", "онлайн-платеж"),
        ("калокольняоткрытка", ""),
        ("калокольня OR открытка", ""),
        ("кол0кольня", ""),
        ("колоколнь", "колокольня"),
    ],
)
def test_a_slip_is_mended_in_the_text_that_was_typed(text, mended):
    assert meant(text).mended == mended


def test_what_was_mended_weighs_less_the_less_likely_and_keeps_what_was_typed():
    [term] = meant("калокольня").terms
    assert term.lexemes == {"калокольн": 1, "колокольн": MENDED[0]}
    assert (term.word, term.typed, term.told) == ("калокольня", "калокольн", ("колокольн",))


def test_a_word_that_is_kept_or_in_a_dictionary_with_its_forms_in_texts_is_not_mended():
    for typed in ("калокольня", "rjkjrjkmyz"):
        assert meant(typed, kept=[typed]).mended == ""
    assert meant("детьми").mended == ""


def test_only_a_few_words_of_a_query_are_mended():
    typed = [f"калокольн{letter}" for letter in "абвгдежз"]
    [*kept] = [term for term in meant(" ".join(typed)).terms if term.typed]
    assert len(kept) <= MOST_MENDED


@pytest.mark.parametrize(
    ("text", "swapped"),
    [
        ("rjkjrjkmyz", "колокольня"),
        ("cjkywe jnrhsnrf", "солнцу открытка"),
        ("ыуф дуееукы", "sea letters"),
        ("rjkjrjkmyz lang:ru -дом", "колокольня lang:ru -дом"),
        ("castle rjkjrjkmyz", "castle колокольня"),
        ("castle", ""),
        ("qwzxcv", ""),
        ("небывальщина", ""),
    ],
)
def test_words_on_the_other_keys_are_read_as_what_they_are(text, swapped):
    assert meant(text).mended == swapped


def test_a_slip_on_the_other_keys_is_mended_too():
    assert meant("jnrhsnrf rfkjrjkmyz").mended == "открытка колокольня"


def test_verbatim_and_with_keys_kept_nothing_is_read_otherwise():
    for how in ({"verbatim": True}, {"is_swapped": True}):
        assert meant("rjkjrjkmyz", **how).mended == ""
    assert meant("калокольня", verbatim=True).mended == ""


def test_the_glossary_adds_its_spellings():
    keep(Spelling(words=["колокольня", "звонница"]))
    assert lexemes("колокольни") == [{"колокольн": 1, "звонниц": SPELLING}]
    assert lexemes("калокольня")[0]["звонниц"] == SPELLING


@pytest.mark.parametrize(
    ("text", "most"),
    [("колокольня открытка", 2), ("калокольня аткрытка риеки", 6), ("rjkjrjkmyz", 3)],
)
def test_few_queries_are_asked(text, most):
    with CaptureQueriesContext(connection) as queries:
        meant(text)
    assert len(queries) <= most


def test_another_word_stands_in_the_place_of_one():
    query = read('"Ещё онлайн-платёж" lang:ru')
    [online, _payment] = understand(query, verbatim=True).terms
    assert with_other(query, online, "снег") == '"Ещё снег-платёж" lang:ru'


@settings(max_examples=30, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=300) | st.lists(st.sampled_from("калокольня rjkjrjkmyz открытка sea-leters д'нет OR - \" «ыуф» in: a,b;c".split()), max_size=12).map(" ".join))  # fmt: skip
def test_any_query_means_something_or_nothing(text):
    meaning = meant(text)
    for term in meaning.terms:
        assert term.place < len(meaning.query.words)
        assert all(term.lexemes) and term.documents >= 0
        assert with_other(meaning.query, term, "слово")


def test_a_number_no_text_has_is_looked_for_as_texts_write_it():
    vocabulary.replace(vocabulary.count(["72 000 евро, книга 500 г", "2024", "15000"]))
    assert meant("72000 евро").mended == "72 000 евро"
    assert meant("книга 500г").mended == "книга 500 г"
    assert meant("rybuf 72000 tdhj").mended == "книга 72 000 евро"
    assert [list(each) for each in lexemes("72000")] == [["72"], ["000"]]
    for typed in ("15000", "93000", "2024", "2025"):
        assert not meant(typed).mended
    assert not meant("72000", verbatim=True).mended


def test_a_verb_that_no_text_has_is_found_by_the_noun_and_the_other_way_round():
    vocabulary.replace(vocabulary.count(["Пожертвование", "Восстановить", "собрать и собрание"]))
    assert "пожертвован" in lexemes("пожертвовать")[0]
    assert "пожертвован" in lexemes("пожертвую")[0]
    assert "восстанов" in lexemes("восстановление")[0]
    assert "собран" not in lexemes("соберу")[0]
