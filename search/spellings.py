"""The editors' glossary: words that find each other, whatever their forms."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import connection

from search import lexemes, misses
from search.models import Spelling

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


def keep(spelling: Spelling) -> None:
    """Save a row with the stems of its words."""
    spelling.lexemes = stems_of(spelling.words)
    spelling.save()
    misses.settle(spelling.words)
