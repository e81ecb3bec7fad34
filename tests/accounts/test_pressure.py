import pytest

from accounts import pressure
from core import ratelimit

FORM, OTHER_FORM = "signup", "reset"
ONE, ANOTHER = "fd00::1", "fd00::2"
NOON = 1_750_000_020.0  # a minute begins


@pytest.fixture(autouse=True)
def clock(monkeypatch, settings):
    class Clock:
        now = NOON

    settings.PRESSURE = {"source": 3, "everyone": 10}
    monkeypatch.setattr(ratelimit.time, "time", lambda: Clock.now)
    return Clock


def attempts(number, source=ONE, scope=FORM):
    for _ in range(number):
        pressure.note(scope, source)


def test_one_source_comes_under_pressure_and_others_do_not():
    attempts(2)
    assert not pressure.is_high(FORM, ONE)
    attempts(1)
    assert pressure.is_high(FORM, ONE)
    assert not pressure.is_high(FORM, ANOTHER)
    assert not pressure.is_high(OTHER_FORM, ONE)


def test_many_sources_bring_everyone_under_pressure():
    for number in range(10):
        assert not pressure.is_high(FORM, "fd00::ffff")
        attempts(1, source=f"fd00::{number}")
    assert pressure.is_high(FORM, "fd00::ffff")
    assert not pressure.is_high(OTHER_FORM, "fd00::ffff")


def test_it_fades_by_itself(clock):
    attempts(6)
    clock.now += 60
    assert pressure.is_high(FORM, ONE)
    clock.now += 31  # less than half of the six lie in the last minute
    assert not pressure.is_high(FORM, ONE)


def test_it_is_kept_in_the_cache_only(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        attempts(3)
        assert pressure.is_high(FORM, ONE)
