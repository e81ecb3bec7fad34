"""Views of topics: counted in the memory of each process, added up in the database now and then.

Of a view nothing is kept but that there was one: not who, not when. What a process counted and
didn't write yet goes with it.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections import Counter

from django.db import DatabaseError, close_old_connections, connection
from psycopg_pool import PoolTimeout

logger = logging.getLogger(__name__)

SECONDS = 60  # between two times the sums are written

_counts: Counter[int] = Counter()
_lock = threading.Lock()
_stopped = threading.Event()


def note(topic_id: int) -> None:
    with _lock:
        _counts[topic_id] += 1


def flush() -> None:
    """Write the sums, a statement for each topic that was viewed, in an order in which none waits for
    another process in a circle."""
    with _lock:
        counts = sorted(_counts.items())
        _counts.clear()
    if not counts:
        return
    with connection.cursor() as cursor:
        for topic_id, count in counts:
            cursor.execute(
                "UPDATE forum_topic SET view_count = view_count + %s WHERE id = %s",
                [count, topic_id],
            )


def start() -> None:
    """Flush now and then, in a thread that ends with the process."""
    threading.Thread(target=_flush_forever, name="views", daemon=True).start()


def finish() -> None:
    """What was counted since the last time, before the process ends by itself. A lost database costs it."""
    _stopped.set()
    with contextlib.suppress(DatabaseError):
        flush()


def _flush_forever() -> None:
    while not _stopped.wait(SECONDS):
        try:
            flush()
        except (DatabaseError, PoolTimeout):
            logger.warning("Views of a minute were lost: the database is away")
        finally:
            close_old_connections()
