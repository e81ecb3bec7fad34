"""Searches that found nothing: which words, on how many days. Never who asked, nor at what time.

Of words that nobody asked for before the database learns a keyed hash, not the words themselves: they
come with the query of the third different day. What was asked waits up to a minute in the memory of
its process, and is written in the order of the hashes.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import re
import threading
from collections.abc import Sequence

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from core import personal, ticking
from search import lexemes
from search.folding import clean, fold
from search.models import LONGEST_TERM, LONGEST_WORD, TELLING, Miss

MOST_WORDS, MOST_DIGITS = 6, 4  # more words are a text, more digits a number of something
AT_ONCE = 30  # different ones a process takes in a minute: a flood is cheap, and soon over
MOST, KEPT = 20_000, 15_000  # rows at any time, and after a night: the difference is a day's room
FORGOTTEN_AFTER = datetime.timedelta(days=90)

_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_LETTER, _DIGIT = re.compile(r"[^\W\d_]"), re.compile(r"\d")
_ODD = re.compile(r'["«»“”„:/\\@|<>=&%]|(?<!\S)-\w|(?<!\S)OR(?!\S)|\w\.\w')  # operators, addresses

_COUNT = """
    INSERT INTO search_miss (key, term, days, last_day)
    SELECT asked.key, '', 1, %(today)s FROM unnest(%(keys)s::text[]) AS asked(key)
    WHERE (SELECT count(*) FROM search_miss) < %(most)s
        OR EXISTS (SELECT FROM search_miss AS known WHERE known.key = asked.key)
    ON CONFLICT (key) DO UPDATE SET days = search_miss.days + 1, last_day = excluded.last_day
        WHERE search_miss.last_day < excluded.last_day
    RETURNING key, days
"""

_asked: set[str] = set()
_lock = threading.Lock()


def note(text: str) -> None:
    """Nothing was found for this. No query: it can't fail, and costs some 50 µs."""
    if term := countable(text):
        with _lock:
            if len(_asked) < AT_ONCE:
                _asked.add(term)


def countable(text: str) -> str:
    """The words as they are counted; empty where they aren't, as they might say who asked."""
    text = " ".join(clean(text).split())
    if len(text) > LONGEST_TERM or _ODD.search(text) or personal.find(text):
        return ""
    words = _WORD.findall(fold(text))
    term = " ".join(words)
    is_text = len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words)
    is_number = not _LETTER.search(term) or len(_DIGIT.findall(term)) > MOST_DIGITS
    return "" if is_text or is_number else term


@ticking.every_minute
def flush() -> None:
    """Count today for what this process was asked. Two statements; the words go with the second."""
    with _lock:
        terms = {key_of(term): term for term in _asked}
        _asked.clear()
    if not terms:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_COUNT, {"keys": sorted(terms), "today": timezone.localdate(), "most": MOST})
        told = [key for key, days in cursor.fetchall() if days >= TELLING]
        for key in told:
            Miss.objects.filter(key=key, term="").update(term=terms[key])


def key_of(term: str) -> str:
    """Stands for the words; whoever has HASH_KEY can try words against it, nobody else."""
    message = f"search.miss\0{term}".encode()
    return hmac.new(settings.HASH_KEY.encode(), message, hashlib.sha256).hexdigest()[:32]


def settle(queries: Sequence[str]) -> None:
    """Take off the list what asks for the same words, in whatever forms and order."""
    told = dict(Miss.objects.exclude(term="").values_list("pk", "term"))
    keys = [lexemes.key(found) for found in lexemes.of_texts([*queries, *told.values()])]
    settled = {key for key in keys[: len(queries)] if key}
    asked_for = zip(told, keys[len(queries) :], strict=True)
    Miss.objects.filter(pk__in=[pk for pk, key in asked_for if key in settled]).delete()


def forget_old() -> None:
    """What nobody has asked for lately; and of too many those that fewest days asked for."""
    Miss.objects.filter(last_day__lt=timezone.localdate() - FORGOTTEN_AFTER).delete()
    beyond = Miss.objects.order_by("-days", "-last_day", "pk").values("pk")[KEPT:]
    Miss.objects.filter(pk__in=beyond).delete()
