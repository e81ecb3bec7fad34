"""Keyed hashes that stand for a member where the row must not name them.

The key is HASH_KEY, from the environment: the database alone leads from none of these to a member.
Each purpose and each place has hashes of its own, so what somebody did in two topics looks as if two
had done it. To find the member behind one, the server tries all of them: some 2 µs each.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Iterable, Mapping

from django.conf import settings

from accounts.models import User

LENGTH = 32  # hexadecimal digits kept: 128 bits
TOLD_KEYS = 32  # of each member
LETTERS = "АБВГДЕЖИКЛМНПРСТУФХЭ"


def author_key(topic_id: int, user_id: int) -> str:
    """Stands for the author of anonymous posts in one topic."""
    return _keyed("author", topic_id, user_id)


def liker_key(post_id: int, user_id: int) -> str:
    return _keyed("like", post_id, user_id)


def voter_key(poll_id: int, user_id: int) -> str:
    return _keyed("vote", poll_id, user_id)


def reader_key(user_id: int) -> str:
    """Stands for a member in what they have read: the same everywhere, since lists are made by it."""
    return _keyed("reader", 0, user_id)


def told_key(topic_id: int, user_id: int) -> str:
    """Stands for a member in what they are told of, because they wrote in the topic without a name.

    It is one of `TOLD_KEYS`, by the topic: a page can ask for all of a member's at once, and what two
    topics told is seldom seen to have been told to one.
    """
    return _keyed("told", topic_id % TOLD_KEYS, user_id)


def told_keys(user_id: int) -> list[str]:
    return [told_key(place, user_id) for place in range(TOLD_KEYS)]


def suspended_key(user_id: int) -> str:
    """Stands for a member who was suspended for an anonymous post, and is not to be named by that."""
    return _keyed("suspended", 0, user_id)


def sent_key(token: uuid.UUID, user_id: int) -> uuid.UUID:
    """Stands for a form in what was made of it: the page a browser kept proves no authorship by it."""
    return uuid.UUID(_keyed(f"sent {token}", 0, user_id))


def draft_key(place: str, user_id: int) -> str:
    """Stands for where a member’s draft belongs: one that changes a post would tell whose that is."""
    return _keyed(f"draft {place}", 0, user_id)


def authors_behind(keys: Mapping[str, int]) -> dict[str, int]:
    """Ids of the members behind author keys, given with the topic of each; gone members are missing.

    Tries every member with every topic: for jobs and moderators' deeds, not for pages.
    """
    wanted = dict(keys)
    found: dict[str, int] = {}
    topics = set(wanted.values())
    for user_id in User.objects.order_by("pk").values_list("pk", flat=True).iterator():
        for topic_id in topics:
            key = author_key(topic_id, user_id)
            if key in wanted:
                found[key] = user_id
    return found


def topics_of(user_id: int, topics: Iterable[int]) -> dict[int, str]:
    """The member's author key in each of the topics."""
    return {topic_id: author_key(topic_id, user_id) for topic_id in topics}


def pseudonym(key: str) -> str:
    """What moderators call an anonymous author: two letters and three digits, stable in the topic."""
    number = int(key[:12], 16)
    first, second = number % 20, number // 20 % 20
    return f"{LETTERS[first]}{LETTERS[second]}-{number // 400 % 1000:03d}"


def _keyed(purpose: str, place: int, user_id: int) -> str:
    message = f"forum.{purpose}\0{place}\0{user_id}".encode()
    return hmac.new(settings.HASH_KEY.encode(), message, hashlib.sha256).hexdigest()[:LENGTH]
