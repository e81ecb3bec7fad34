"""Suggestions while one types."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.models import Access
from search import counting
from search.models import Page
from search.sources import all_sources
from search.suggesting import MOST_WORDS, QUERIES, TITLES, suggest
from tests.factories import make_post, make_translated_post
from tests.factories import make_topic as make_blog_topic
from tests.forum.factories import make_section, make_topic

pytestmark = pytest.mark.django_db

STRANGER = AnonymousUser()


@pytest.fixture(autouse=True)
def site():
    section = make_section(name_ru="Быт")
    make_topic(section, title="Замок на двери", text="Колокольня", language="ru")
    make_topic(section, title="Замки и ключи", text="Колокольня, колокол", language="ru")
    make_translated_post(title_ru="Замочная скважина", title_en="Keyhole")
    counting.count_all()


def titles(text):
    with override("ru"):
        return [(each.title, each.place) for each in suggest(text, STRANGER) if each.address]


def queries(text):
    return [each.title for each in suggest(text, STRANGER) if not each.address]


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("колок", ["колокольня", "колокол"]),
        ("Колок", ["колокольня", "колокол"]),
        ("ключи колок", ["ключи колокольня", "ключи колокол"]),
        ("rjkjr", ["колокольня", "колокол"]),
        ("калокольня", ["колокольня"]),
        ("колокольня", []),
        ("Колокольня", []),
        ("keyh", ["keyhole"]),
        ("к", []),
        ("ничегошеньки", []),
        ("100%", []),
        ("____", []),
    ],
)
def test_the_last_word_is_ended_mended_or_read_on_the_other_keys(typed, suggested):
    assert queries(typed) == suggested


def test_titles_have_all_words_the_last_of_which_may_be_begun():
    assert titles("замок") == [("Замок на двери", "Быт")]
    assert titles("двери зам") == [("Замок на двери", "Быт")]
    assert titles("замоч") == [("Замочная скважина", "Блог")]
    assert titles("keyh")[0] == ("Keyhole", "Блог")
    assert titles("замок ключи") == []


def test_titles_are_found_for_the_word_that_was_meant():
    assert titles("pfvjr") == [("Замок на двери", "Быт")]


def test_pages_are_suggested_too():
    Page.objects.create(name="mirrors", language="ru", title="Зеркала")
    assert titles("зерк") == [("Зеркала", "")]


def test_topics_of_the_blog_and_sections_one_may_read_are_suggested_in_either_language():
    make_blog_topic(title_ru="Память", title_en="Memory", slug_ru="pamyat", slug_en="memory")
    make_section(name_ru="Памятки", name_en="Leaflets")
    make_section(name_ru="Памятка команде", readers=Access.TEAM)
    assert titles("памя") == [("Память", "Блог"), ("Памятки", "Форум")]
    assert titles("memory") == [("Память", "Блог")]


def test_there_are_few_of_either_and_none_for_a_whole_text():
    section = make_section()
    for number in range(TITLES + 3):
        make_topic(section, title=f"Сова {number}", text=f"сов{'аеиоуыэя'[number]}л")
    counting.count_all()
    assert (len(queries("сов")), len(titles("сов"))) == (QUERIES, TITLES)
    assert suggest("сова " * (MOST_WORDS + 1), STRANGER) == []


@pytest.mark.parametrize("typed", ["колок", "калокольня", "rjkjr", "замок", "ничегошеньки"])
def test_few_queries_are_asked(typed):
    make_post(title_ru="Колокол", slug_ru="k", body_ru="<p>Да</p>")
    with CaptureQueriesContext(connection) as asked:
        suggest(typed, STRANGER)
    assert (
        len(asked) <= 4 * len(all_sources()) + 8
    )  # two languages and places, as typed and as mended


@settings(max_examples=30, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=100))
def test_anything_may_be_typed(text):
    assert all(each.title for each in suggest(text, STRANGER))
