"""How often somebody may do something, without remembering who they are."""

import hashlib
import hmac
import time

from django.conf import settings
from django.core.cache import cache


def allow(scope: str, source: str, *, limit: int, seconds: int) -> bool:
    """Count one attempt; False when `source` had more than `limit` in this window.

    `scope` names the action, `source` who does it (an address, a name). Windows are fixed, of
    `seconds` up to a day, and end early at midnight UTC; around the border of two windows twice
    the limit may pass. Two cache operations.

    The counts live in Django's cache. With the default, memory of each process, every worker
    process counts alone and forgets at a restart: N processes let up to N times the limit
    through. A shared cache (CACHE_URL) makes the limit exact.
    """
    return count(scope, source, seconds=seconds) <= limit


def count(scope: str, source: str, *, seconds: int) -> int:
    """Count one attempt; how many there were in this window, this one included."""
    key = _key(scope, source, seconds, time.time())
    while True:
        if cache.add(key, 1, 2 * seconds):  # `recent` still asks for it in the window after
            return 1
        try:
            return int(cache.incr(key))
        except ValueError:  # it expired between the two lines
            continue


def recent(scope: str, source: str, *, seconds: int) -> float:
    """How many attempts the last `seconds` saw, about: nothing is counted. One cache operation.

    The window before counts with the share of it that still lies within the last `seconds`.
    """
    now = time.time()
    keys = [_key(scope, source, seconds, moment) for moment in (now, now - seconds)]
    found = cache.get_many(keys)
    passed = now % seconds / seconds
    return float(found.get(keys[0], 0) + found.get(keys[1], 0) * (1 - passed))


def until_next_window(seconds: int) -> int:
    """Seconds, at least one, after which a source over its limit is heard again."""
    return seconds - int(time.time()) % seconds


def _key(scope: str, source: str, seconds: int, now: float) -> str:
    """What is stored instead of the source: a hash whose key changes every day.

    Without HASH_KEY it leads back to nobody, and two days' keys of one source look unrelated.
    """
    day = time.strftime("%Y-%m-%d", time.gmtime(now))
    window = int(now // seconds)
    message = "\0".join((scope, source, str(seconds), str(window)))
    digest = hmac.new(f"{settings.HASH_KEY}{day}".encode(), message.encode(), hashlib.sha256)
    return f"ratelimit:{digest.hexdigest()}"
