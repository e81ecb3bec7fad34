"""The tests' own ground: what everything else silently relies on."""

import os
import socket

import pytest
from django.db import connection

from library.tasks import make_renditions
from tests.factories import make_picture


def answer(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_the_test_database_lowers_cyrillic_letters():
    assert answer("SELECT lower('ЁЛКА Ї')") == "ёлка ї"


@pytest.mark.django_db
def test_the_test_database_parses_russian_punctuation_as_punctuation():
    vector = answer("SELECT to_tsvector('russian', '«Привет» — МИР… №5')")
    assert vector == "'5':3 'мир':2 'привет':1"


def test_sockets_lead_nowhere_beyond_this_machine():
    with pytest.raises(RuntimeError), pytest.warns(UserWarning, match="192.0.2.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_the_environment_is_that_of_a_machine_without_a_locale():
    assert os.environ["LC_ALL"] == "C"


def test_browser_opens_a_page_and_the_watch_is_silent(page):
    response = page.goto("/health/")
    assert response.ok
    assert page.text_content("body").strip() == "ok"


def test_jobs_wait_in_the_table_until_they_are_run(run_jobs, monkeypatch):
    made = []
    monkeypatch.setattr("library.renditions.make", lambda picture, cut: made.append((picture, cut)))
    picture = make_picture(cut="")
    make_renditions.defer(picture_id=picture.pk)
    assert made == []
    run_jobs()
    assert made == [(picture, "50-50")]
