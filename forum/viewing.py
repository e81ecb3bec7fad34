"""Views of topics: counted in the memory of each process, added up in the database now and then.

Of a view nothing is kept but that there was one: not who, not when. What a process counted and
didn't write yet goes with it.
"""

from __future__ import annotations

import threading
from collections import Counter

from django.db import connection

from core import ticking

_counts: Counter[int] = Counter()
_lock = threading.Lock()


def note(topic_id: int) -> None:
    with _lock:
        _counts[topic_id] += 1


@ticking.every_minute
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
