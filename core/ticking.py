"""What a web process has counted in its memory and writes down now and then.

A thread of its own does it, so that reading a page writes nothing and waits for nobody. Whatever a
process didn't write yet goes with it.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable

from django.db import DatabaseError, close_old_connections
from psycopg_pool import PoolTimeout

logger = logging.getLogger(__name__)

SECONDS = 60  # between two times

_deeds: list[Callable[[], None]] = []
_stopped = threading.Event()


def every_minute(deed: Callable[[], None]) -> Callable[[], None]:
    """A decorator: `deed` is done every minute, and once more before the process ends by itself."""
    _deeds.append(deed)
    return deed


def start() -> None:
    """In a thread that ends with the process."""
    threading.Thread(target=_tick_forever, name="ticking", daemon=True).start()


def finish() -> None:
    """What was counted since the last time. A lost database costs it."""
    _stopped.set()
    for deed in _deeds:
        with contextlib.suppress(DatabaseError, PoolTimeout):
            deed()


def _tick_forever() -> None:
    while not _stopped.wait(SECONDS):
        tick()


def tick() -> None:
    """One deed that fails keeps none of the others back, nor the next time."""
    for deed in _deeds:
        try:
            deed()
        except (DatabaseError, PoolTimeout):
            logger.warning("What a minute counted was lost: the database is away")
        finally:
            close_old_connections()
