"""What a process counts is written down every minute, and before it ends by itself."""

import logging
import threading

import pytest
from django.db import DatabaseError
from psycopg_pool import PoolTimeout

from core import ticking


@pytest.fixture
def done(monkeypatch):
    """Deeds of which the first fails, and what the others did."""
    done = []

    def fail():
        raise error

    error = DatabaseError("Скворечник")
    monkeypatch.setattr(ticking, "_deeds", [fail])
    monkeypatch.setattr(ticking, "_stopped", threading.Event())
    monkeypatch.setattr(ticking, "close_old_connections", lambda: done.append("closed"))
    ticking.every_minute(lambda: done.append("counted"))
    return done


def test_a_deed_that_fails_keeps_no_other_back_and_no_values_in_the_log(done, caplog):
    with caplog.at_level(logging.WARNING):
        ticking.tick()
    assert done == ["closed", "counted", "closed"]
    assert caplog.messages == ["What a minute counted was lost: the database is away"]


def test_the_last_minute_is_written_before_the_process_ends(done):
    ticking.finish()
    assert done == ["counted"]


def test_the_thread_goes_on_until_the_end(done, monkeypatch):
    monkeypatch.setattr(ticking, "SECONDS", 0.001)
    twice = threading.Semaphore(0)
    ticking.every_minute(twice.release)
    ticking.start()
    assert twice.acquire(timeout=5) and twice.acquire(timeout=5)
    ticking.finish()


def test_a_pool_without_a_connection_is_a_lost_minute_too(done, monkeypatch):
    def wait():
        raise PoolTimeout

    monkeypatch.setattr(ticking, "_deeds", [wait, *ticking._deeds])
    ticking.tick()
    ticking.finish()
    assert done.count("counted") == 2
