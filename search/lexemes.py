"""Stems of what editors wrote, as the index has them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection

# The parts of a word with a hyphen stand alone in a query, and so they do here.
_OF_TEXTS = """
    SELECT tsvector_to_array(to_tsvector('bilingual', translate(search_fold(text), '-', ' ')))
    FROM unnest(%s::text[]) WITH ORDINALITY AS given(text, number) ORDER BY number
"""
_OF_WORDS = """
    SELECT coalesce((
        SELECT lexeme FROM unnest(to_tsvector('bilingual', search_fold(word)))
        ORDER BY positions[1] LIMIT 1
    ), '')
    FROM unnest(%s::text[]) WITH ORDINALITY AS given(word, number) ORDER BY number
"""


def of_texts(texts: Sequence[str]) -> list[list[str]]:
    """The different ones of each text, without words that say nothing. One query."""
    return [found for (found,) in _rows(_OF_TEXTS, texts)]


def of_words(words: Sequence[str]) -> list[str]:
    """One for each word, with its hyphen if it has one; empty where it says nothing. One query."""
    return [found for (found,) in _rows(_OF_WORDS, words)]


def key(lexemes: Collection[str]) -> str:
    """The same for the same words, in whatever order and form."""
    return " ".join(sorted(set(lexemes)))


def _rows(statement: str, texts: Sequence[str]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(texts)])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
