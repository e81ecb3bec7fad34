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
    key = _key(scope, source, seconds, time.time())
    while True:
        if cache.add(key, 1, seconds):
            return limit >= 1
        try:
            return cache.incr(key) <= limit
        except ValueError:  # it expired between the two lines
            continue


def _key(scope: str, source: str, seconds: int, now: float) -> str:
    """What is stored instead of the source: a hash whose key changes every day.

    Without HASH_KEY it leads back to nobody, and two days' keys of one source look unrelated.
    """
    day = time.strftime("%Y-%m-%d", time.gmtime(now))
    window = int(now // seconds)
    message = "\0".join((scope, source, str(seconds), str(window)))
    digest = hmac.new(f"{settings.HASH_KEY}{day}".encode(), message.encode(), hashlib.sha256)
    return f"ratelimit:{digest.hexdigest()}"
