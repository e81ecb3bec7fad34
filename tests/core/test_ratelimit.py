import pytest

from core import ratelimit
from core.ratelimit import allow, count, recent, until_next_window

NOON = 1_750_000_000.0


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = NOON

    monkeypatch.setattr(ratelimit.time, "time", lambda: Clock.now)
    return Clock


def attempts(number, source="192.0.2.1", scope="login"):
    return [allow(scope, source, limit=3, seconds=600) for _ in range(number)]


def test_the_limit_passes_and_one_more_does_not(clock):
    assert attempts(5) == [True, True, True, False, False]


def test_a_new_window_starts_from_nothing(clock):
    attempts(4)
    clock.now += 600
    assert attempts(1) == [True]


def test_others_and_other_actions_have_their_own_count(clock):
    attempts(4)
    assert attempts(1, source="192.0.2.2") == [True]
    assert attempts(1, scope="search") == [True]


def test_nothing_passes_a_limit_of_zero(clock):
    assert not allow("x", "y", limit=0, seconds=60)


def test_a_count_that_expires_between_reading_and_adding_begins_anew(clock, monkeypatch):
    class Expiring:
        added = iter([False, True])  # somebody's count is there, and a moment later it is not

        def add(self, key, value, seconds):
            return next(self.added)

        def incr(self, key):
            raise ValueError

    monkeypatch.setattr(ratelimit, "cache", Expiring())
    assert attempts(1) == [True]


def test_keys_hold_no_source_and_do_not_connect_two_days(settings):
    key = ratelimit._key("login", "192.0.2.1", 86400, NOON)
    assert "192.0.2.1" not in key and "login" not in key
    assert ratelimit._key("login", "192.0.2.1", 86400, NOON + 86400) != key
    settings.HASH_KEY = "another"
    assert ratelimit._key("login", "192.0.2.1", 86400, NOON) != key


def test_recent_attempts_are_told_without_counting_one(clock):
    assert [count("login", "a", seconds=60) for _ in range(4)] == [1, 2, 3, 4]
    assert recent("login", "a", seconds=60) == recent("login", "a", seconds=60) == 4


def test_recent_attempts_fade_through_the_window_after(clock):
    clock.now = 1_749_999_960.0  # a window of 60 seconds begins
    for _ in range(4):
        count("login", "a", seconds=60)
    told = []
    for seconds in (60, 90, 105, 120):
        clock.now = 1_749_999_960.0 + seconds
        told.append(recent("login", "a", seconds=60))
    assert told == [4, 2, 1, 0]


def test_the_next_window_is_the_one_in_which_a_source_is_heard_again(clock):
    attempts(4)
    clock.now += until_next_window(600)
    assert attempts(1) == [True]
