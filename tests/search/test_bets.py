"""Best bets: what editors put first, whatever the form and the order of the words."""

import pytest
from django.db import IntegrityError

from search import bets, lexemes
from search.models import BestBet

pytestmark = pytest.mark.django_db

RUSSIAN = {"title_ru": "Остановить", "text_ru": "Два нажатия.", "address_ru": "/ru/donate/manage/"}
ENGLISH = {"title_en": "Stop", "text_en": "Two clicks.", "address_en": "/en/donate/manage/"}


def keep(queries, **fields):
    bet = BestBet(queries=queries, **(fields or RUSSIAN | ENGLISH))
    bets.keep(bet)
    return bet


def found_for(query, language="ru"):
    """As the engine asks: for each word its lexemes."""
    return bets.for_query([{lexeme} for lexeme in lexemes.of_texts([query])[0]], language)


@pytest.mark.parametrize("query", ["отменить платёж", "платежи отменить", "ОТМЕНИТЬ ПЛАТЕЖ!"])
def test_forms_and_order_of_words_make_no_difference(query):
    keep("отменить платёж\ncancel payment")
    assert [bet.title for bet in found_for(query)] == ["Остановить"]


@pytest.mark.parametrize("query", ["отменить", "отменить платёж сегодня", "и", ""])
def test_all_words_are_asked_for_and_no_others(query):
    keep("отменить платёж\nи")
    assert found_for(query) == []


def test_a_word_may_be_meant_by_any_of_its_forms_and_spellings():
    keep("отменить письмо Савуляку")
    name = {"savuliak", "савуляк"}
    assert bets.for_query([{"отм", "отмен"}, {"письм", "писем"}, name], "ru")
    assert not bets.for_query([{"отм", "отмен"}, {"письм", "савуляк"}, {"ещ"}], "ru")
    assert not bets.for_query([{"отм", "отмен"}, name], "ru")


def test_the_parts_of_a_word_with_a_hyphen_are_words():
    keep("онлайн-встреча")
    assert found_for("встреча онлайн") and found_for("онлайн-встречи")


def test_it_is_shown_in_the_language_of_the_page():
    keep("cancel payment")
    assert found_for("cancel payments", "en") == [
        ("Stop", "Two clicks.", "/en/donate/manage/", "en")
    ]
    assert found_for("cancel payments", "ru") == [
        ("Остановить", "Два нажатия.", "/ru/donate/manage/", "ru")
    ]


def test_what_there_is_in_one_language_is_shown_in_the_other_and_says_so():
    keep("cancel payment", **ENGLISH)
    assert [bet.language for bet in found_for("cancel payment", "ru")] == ["en"]


def test_the_three_changed_last_are_shown():
    rows = [keep("письмо", title_ru=str(number), address_ru="/ru/") for number in range(4)]
    bets.keep(rows[0])
    assert [bet.title for bet in found_for("письма")] == ["0", "3", "2"]


def test_a_query_costs_one_query_and_another_when_it_has_bets(django_assert_num_queries):
    keep("письмо")
    with django_assert_num_queries(1):
        assert bets.for_query([{"суд"}], "en") == []
    with django_assert_num_queries(2):
        assert len(bets.for_query([{"письм"}], "en")) == 1


@pytest.mark.parametrize("fields", [{}, {"title_ru": "Да"}, {"address_en": "/en/"}, ENGLISH | {"title_ru": "Да", "address_ru": None}])  # fmt: skip
def test_the_database_refuses_a_title_without_an_address(fields):
    with pytest.raises(IntegrityError):
        BestBet.objects.create(queries="x", **fields)
