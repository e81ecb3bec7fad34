"""Card testing: a burst is slowed, comes with a challenge, and is told to the treasurer."""

import re

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from core import ratelimit
from donations import pace
from donations.models import Checkout

pytestmark = pytest.mark.django_db

SOURCE, OTHER = "fd00::1", "fd00::2"


@pytest.fixture(autouse=True)
def calm(settings, monkeypatch):
    """What these tests don't look at is out of the way; no window ends within one."""
    now = ratelimit.time.time()
    monkeypatch.setattr(ratelimit.time, "time", lambda: now)
    settings.PRESSURE = {"source": 1000, "everyone": 1000}
    settings.DONATE_PACE = {"source": 3, "everyone": 1000}


def alerts():
    jobs = ProcrastinateJob.objects.filter(task_name="donations.alert_treasurer")
    return [job.args for job in jobs]


def give(client, address="198.51.100.1", **fields):
    chosen = {"kind": "once", "currency": "eur", "amount_eur": "500", "other": "", "campaign": ""}
    return client.post("/en/donate/", chosen | fields, REMOTE_ADDR=address)


# One source


def test_a_source_begins_so_many_visits_an_hour_and_no_more():
    for _each in range(3):
        pace.note(SOURCE)
    with pytest.raises(pace.TooQuick) as refusal:
        pace.note(SOURCE)
    assert 0 < refusal.value.seconds <= 3600
    pace.note(OTHER)


def test_who_stands_for_many_people_begins_as_many_more():
    for _each in range(6):
        pace.note(SOURCE, share=2)
    with pytest.raises(pace.TooQuick):
        pace.note(SOURCE, share=2)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_quick_source_sees_429_and_others_give_on(play, language):
    client = Client()
    assert [give(client).status_code for _each in range(4)] == [303, 303, 303, 429]
    chosen = {"kind": "once", "currency": "eur", "amount_eur": "500"}
    refused = client.post(f"/{language}/donate/", chosen, REMOTE_ADDR="198.51.100.1")
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    words = {"ru": "Слишком много попыток", "en": "Too many attempts"}
    assert words[language] in refused.content.decode()
    assert give(client, "198.51.100.2").status_code == 303
    assert Checkout.objects.count() == 4
    assert not refused.cookies


def test_mistakes_in_the_form_use_nothing_up(play, client):
    for _each in range(6):
        assert give(client, other="ten").status_code == 200
    assert give(client).status_code == 303


# Everyone


def test_a_burst_is_an_attack_and_is_told_once(settings):
    settings.DONATE_PACE["everyone"] = 5
    for number in range(4):
        pace.note(f"fd00::{number}")
    assert not pace.is_attack()
    assert not alerts()
    for number in range(4, 12):
        pace.note(f"fd00::{number}")
    assert pace.is_attack()
    assert alerts() == [{"kind": "card_testing"}]


def test_what_one_source_is_refused_makes_no_attack(settings):
    settings.DONATE_PACE["everyone"] = 5
    for _each in range(50):
        try:
            pace.note(SOURCE)
        except pace.TooQuick:
            continue
    assert not pace.is_attack()


def test_an_attack_is_over_by_itself(settings, monkeypatch):
    settings.DONATE_PACE = {"source": 1000, "everyone": 5}
    for _each in range(5):
        pace.note(SOURCE)
    assert pace.is_attack()
    later = ratelimit.time.time() + 2 * pace.TEN_MINUTES
    monkeypatch.setattr(ratelimit.time, "time", lambda: later)
    assert not pace.is_attack()


# The challenge


def has_challenge(response):
    return "data-challenge" in response.content.decode()


def test_in_peace_nobody_is_asked_for_anything(play, client):
    assert not has_challenge(client.get("/en/donate/"))
    assert give(client).status_code == 303


def test_under_attack_who_gives_waits_or_computes_and_is_not_turned_away(play, client, settings):
    settings.DONATE_PACE["everyone"] = 2
    settings.CHALLENGE_WAIT = 30
    for number in range(2):
        assert give(client, f"198.51.100.{number}").status_code == 303
    page = client.get("/en/donate/", REMOTE_ADDR="198.51.100.77")
    assert has_challenge(page)
    at_once = give(client, "198.51.100.77", other="12,50", kind="monthly")
    assert at_once.status_code == 200
    assert has_challenge(at_once)
    assert 'value="12,50"' in at_once.content.decode()
    assert Checkout.objects.count() == 2
    ticket = re.search(r'name="challenge-wait" value="([^"]+)"', page.content.decode())[1]
    settings.CHALLENGE_WAIT = 0  # half a minute later
    sent = {"challenge-wait": ticket, "mark": "0" * 32}
    later, second_click = (give(client, "198.51.100.77", **sent) for _each in range(2))
    assert later.status_code == second_click.status_code == 303
    assert later["Location"] == second_click["Location"]
    another = give(client, "198.51.100.77", **sent | {"amount_eur": "2000"})
    assert another.status_code == 200
    assert has_challenge(another)


def test_a_source_that_presses_on_gets_the_challenge_before_anybody_else_does(
    play, client, settings
):
    settings.PRESSURE = {"source": 2, "everyone": 1000}
    for _each in range(2):
        give(client)
    assert has_challenge(client.get("/en/donate/", REMOTE_ADDR="198.51.100.1"))
    assert not has_challenge(client.get("/en/donate/", REMOTE_ADDR="198.51.100.2"))
