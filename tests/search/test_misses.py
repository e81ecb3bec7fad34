"""What nobody finds is counted by days; the database learns the words on the third, and never who."""

import datetime
import logging

import pytest
from django.db import DatabaseError, IntegrityError, connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from core import ticking
from search import bets, misses, spellings
from search.models import BestBet, Miss, Spelling
from tests.forum.at_once import at_once

pytestmark = pytest.mark.django_db

TERM = "скворечник напрокат"
DAY = datetime.date(2026, 3, 1)


@pytest.fixture(autouse=True)
def nothing_noted():
    misses._asked.clear()
    yield
    misses._asked.clear()


@pytest.fixture
def on_day(monkeypatch):
    """Move to a day, ask for something there, and let the minute pass."""

    def ask(number, *queries):
        monkeypatch.setattr(timezone, "localdate", lambda: DAY + datetime.timedelta(days=number))
        for query in queries or [TERM]:
            misses.note(query)
        misses.flush()

    return ask


def whole_database():
    """Every value of every table and column, as a dump would have them."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        values = []
        for table in tables:
            cursor.execute(f'SELECT row_to_json("{table}")::text FROM "{table}"')
            values += [value for (value,) in cursor.fetchall()]
    return "\n".join(values)


# What is kept of a query


def test_before_the_third_day_no_column_of_the_database_holds_a_word_of_it(on_day):
    for day in (0, 1):
        on_day(day)
        found = whole_database()
        assert "search_miss" not in found and str(DAY + datetime.timedelta(days=day)) in found
        assert not any(word in found for word in TERM.split())


def test_before_the_third_day_the_words_are_not_even_sent(on_day, django_assert_num_queries):
    on_day(0)
    with django_assert_num_queries(3) as sent:  # with the transaction’s beginning and end
        on_day(1)
    assert not any(word in query["sql"] for query in sent for word in TERM.split())


def test_the_third_day_brings_the_words(on_day):
    for day in (0, 1, 5):
        on_day(day)
    miss = Miss.objects.get()
    assert (miss.term, miss.days, miss.last_day) == (TERM, 3, DAY + datetime.timedelta(days=5))


def test_a_day_counts_once_however_often_it_asks(on_day):
    for _minute in range(5):
        on_day(0, TERM, TERM.upper(), f"  {TERM}!  ")
    assert list(Miss.objects.values_list("days", "term")) == [(1, "")]


def test_the_hash_is_of_this_site_alone(settings, on_day):
    on_day(0)
    key = Miss.objects.get().key
    assert len(key) == 32 and misses.key_of(TERM) == key
    settings.HASH_KEY = "another"
    assert misses.key_of(TERM) != key


def test_there_is_no_column_for_anybody_or_any_time():
    types = {field.name: field.get_internal_type() for field in Miss._meta.fields}
    assert types == {
        "id": "BigAutoField",
        "key": "CharField",
        "term": "CharField",
        "days": "PositiveIntegerField",
        "last_day": "DateField",
    }


def test_the_database_refuses_words_too_early():
    with pytest.raises(IntegrityError, match="miss_is_silent_at_first"):
        Miss.objects.create(key="x", term=TERM, days=2, last_day=DAY)


@pytest.mark.parametrize(
    "query",
    [
        "anna@example.org",
        "anna собака example точка org",
        "договор 48215",
        "+375 29 123-45-67",
        "80291234567",
        "4111 1111 1111 1111",
        "паспорт МР 1234567",
        "12345",
        "https://example.org/x",
        "example.org",
        "ru/donate/manage",
        '"точная фраза"',
        "«точная фраза»",
        "дом -сад",
        "дом OR сад",
        "author:Вера",
        "@vera",
        "один два три четыре пять шесть семь",
        "щ" * 41,
        "слово " * 30,
        "2024",
        "!!!",
        "😀",
        "",
    ],
)
def test_what_may_tell_who_asked_is_not_counted(query):
    assert misses.countable(query) == ""


@pytest.mark.parametrize(
    ("query", "counted"),
    [
        ("Ещё  раз", "еще раз"),
        ("выборы-2025?", "выборы-2025"),
        ("ле\u0301бедь", "лебедь"),
        ("дом — сад", "дом сад"),
    ],
)
def test_what_is_counted_is_what_the_index_would_see(query, counted):
    assert misses.countable(query) == counted


@given(st.text(max_size=300))
def test_nothing_that_is_typed_fails(query):
    term = misses.countable(query)
    assert len(term) <= 120 and misses.countable(term) in (term, "")


# At what cost


def test_asking_costs_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        misses.note(TERM)


def test_a_process_takes_so_many_a_minute(on_day):
    on_day(0, *(f"слово{number:04}" for number in range(misses.AT_ONCE + 20)))
    assert Miss.objects.count() == misses.AT_ONCE


def test_a_full_table_takes_no_new_ones_and_counts_on(on_day, monkeypatch):
    monkeypatch.setattr(misses, "MOST", 8)
    for minute in range(4):
        on_day(0, *(f"слово{letter}{minute}" for letter in "абвгд"))
    assert Miss.objects.count() == 10
    on_day(1, "словоа0", "новое")
    assert list(Miss.objects.filter(days=2).values_list("key", flat=True)) == [
        misses.key_of("словоа0")
    ]
    assert not Miss.objects.filter(key=misses.key_of("новое")).exists()


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_count_one_day():
    values = {"keys": sorted(map(misses.key_of, [TERM, "другое"])), "most": 100}

    def flush():
        with connection.cursor() as cursor:
            cursor.execute(misses._COUNT, values)

    for day in (0, 1):
        values["today"] = DAY + datetime.timedelta(days=day)
        assert at_once(*[flush] * 6) == [None] * 6
    assert list(Miss.objects.values_list("days", flat=True)) == [2, 2]


def test_a_database_that_refuses_costs_a_minute_and_no_more(monkeypatch, caplog):
    def refuse(*args, **kwargs):
        raise DatabaseError("read-only")

    done = []
    monkeypatch.setattr(misses.transaction, "atomic", refuse)
    monkeypatch.setattr(ticking, "_deeds", [misses.flush, lambda: done.append(True)])
    monkeypatch.setattr(ticking, "close_old_connections", lambda: None)
    misses.note(TERM)
    with caplog.at_level(logging.WARNING):
        ticking.tick()
    assert done and not misses._asked and TERM not in caplog.text


def test_counting_is_among_what_a_process_does_every_minute():
    assert misses.flush in ticking._deeds


# How it is forgotten


def make_miss(term, **fields):
    return Miss.objects.create(
        **{"key": misses.key_of(term), "term": term, "days": 3, "last_day": timezone.localdate()}
        | fields
    )


def test_what_nobody_asks_for_is_forgotten_after_90_days():
    today = timezone.localdate()
    for days in (89, 90, 91):
        make_miss(f"слово {days}", last_day=today - datetime.timedelta(days=days))
    misses.forget_old()
    assert set(Miss.objects.values_list("term", flat=True)) == {"слово 89", "слово 90"}


def test_of_too_many_those_of_most_days_stay(monkeypatch):
    monkeypatch.setattr(misses, "KEPT", 2)
    for days in (5, 3, 4):
        make_miss(f"слово {days}", days=days)
    misses.forget_old()
    assert set(Miss.objects.values_list("days", flat=True)) == {5, 4}


def test_a_best_bet_takes_off_the_list_what_it_answers():
    for term in ("оплата счетов", "счета", "скворечник"):
        make_miss(term)
    Miss.objects.create(key="x", days=1, last_day=DAY)
    bets.keep(BestBet(queries="счёту оплату\nпо", title_ru="Да", address_ru="/ru/"))
    assert set(Miss.objects.values_list("term", flat=True)) == {"счета", "скворечник", ""}


def test_a_spelling_takes_its_words_off_the_list():
    for term in ("савуляку", "скворечник"):
        make_miss(term)
    spellings.keep(Spelling(words=["Савуляк", "Savuliak"]))
    assert Miss.objects.get().term == "скворечник"
