"""How often redirects are followed: counted in the memory of each process, added up now and then.

Of a hit nothing is kept but its day: not who, not when. What a process counted and didn't write yet
goes with it.
"""

from __future__ import annotations

import threading
from collections import Counter

from django.db import connection
from django.utils import timezone

from core import ticking

ADD_UP = """
    UPDATE blog_redirect SET hits = hits + %s, last_hit_on = greatest(last_hit_on, %s) WHERE id = %s
"""

_counts: Counter[int] = Counter()
_lock = threading.Lock()


def note(redirect_id: int) -> None:
    """No query."""
    with _lock:
        _counts[redirect_id] += 1


@ticking.every_minute
def flush() -> None:
    """A statement for each redirect that was followed, in an order in which none waits for another
    process in a circle."""
    with _lock:
        counts = sorted(_counts.items())
        _counts.clear()
    if not counts:
        return
    today = timezone.localdate()
    with connection.cursor() as cursor:
        cursor.executemany(ADD_UP, [(count, today, pk) for pk, count in counts])
