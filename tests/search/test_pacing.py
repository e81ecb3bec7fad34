"""Searches leave most of a web process to other pages."""

import pytest
from django.urls import reverse

from search import pacing, views
from search.pacing import Busy, Pace

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_force(unhurried, monkeypatch):
    monkeypatch.setattr(pacing, "SHARE", 0.6)


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def spend(pace, clock, seconds):
    with pace.turn():
        clock.now += seconds


def test_searches_that_took_their_share_of_a_second_are_refused():
    clock = Clock()
    pace = Pace(clock)
    for _search in range(7):
        spend(pace, clock, 0.1)
    with pytest.raises(Busy), pace.turn():
        pass


def test_a_second_later_there_is_time_again():
    clock = Clock()
    pace = Pace(clock)
    spend(pace, clock, 3)
    with pytest.raises(Busy), pace.turn():
        pass
    clock.now += pacing.WINDOW
    spend(pace, clock, 0.1)


def test_searches_now_and_then_are_never_refused():
    clock = Clock()
    pace = Pace(clock)
    for _search in range(100):
        spend(pace, clock, 0.2)
        clock.now += 0.2


def test_a_search_that_breaks_is_counted_too():
    clock = Clock()
    pace = Pace(clock)
    with pytest.raises(ZeroDivisionError), pace.turn():
        clock.now += 2
        1 / 0  # noqa: B018
    with pytest.raises(Busy), pace.turn():
        pass


def test_a_refused_reader_is_told_so_and_the_page_is_kept_nowhere(client, monkeypatch):
    clock = Clock()
    monkeypatch.setattr(views, "pace", Pace(clock))
    spend(views.pace, clock, 2)
    response = client.get(reverse("search"), {"q": "вече"})
    assert response.status_code == 200
    assert response.context["found"].is_cut_short
    assert response["Cache-Control"] == "no-store"


def test_the_feed_and_suggestions_have_the_same_pace(client, monkeypatch):
    clock = Clock()
    monkeypatch.setattr(views, "pace", Pace(clock))
    spend(views.pace, clock, 2)
    assert client.get(reverse("search-feed"), {"q": "вече"}).status_code == 503
    assert client.get(reverse("search-suggestions"), {"q": "вече"}).json()[1] == []
