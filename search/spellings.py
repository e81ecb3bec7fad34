"""The editors' glossary: words that find each other, whatever their forms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

from django.db import connection

from search import lexemes, misses
from search.models import Spelling

_BARRED = str.maketrans("łŁøØđĐ", "lLoOdD")
_MARKS = re.compile("(?<=[A-Za-z])[\u0300-\u036f]+")
_OVERLAPPING = "SELECT lexemes FROM search_spelling WHERE lexemes && %s::text[]"


def equals(asked: Collection[str]) -> dict[str, tuple[str, ...]]:
    """For each of the lexemes that is in the glossary those of its equals. One query.

    A lexeme in two rows has the equals of both; equals of equals are none.
    """
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_OVERLAPPING, [list(asked)])
        rows = cursor.fetchall()
    found: dict[str, set[str]] = {}
    for (row,) in rows:
        for lexeme in set(asked).intersection(row):
            found.setdefault(lexeme, set()).update(row)
    return {lexeme: tuple(sorted(row - {lexeme})) for lexeme, row in found.items()}


def stems_of(words: Sequence[str]) -> list[str]:
    """Different ones, in the order of the words. One query."""
    return [stem for stem in dict.fromkeys(lexemes.of_words(words)) if stem]


def plain(word: str) -> str:
    """A word without the marks of its Latin letters: “Olszańska”, “Łódź”."""
    marked = unicodedata.normalize("NFD", word.translate(_BARRED))
    return unicodedata.normalize("NFC", _MARKS.sub("", marked))


def keep(spelling: Spelling) -> None:
    """Save a row with the stems of its words, also without the marks of Latin letters: few type them."""
    words = spelling.words
    spelling.lexemes = stems_of([*words, *map(plain, words)])
    spelling.save()
    misses.settle(spelling.words)
