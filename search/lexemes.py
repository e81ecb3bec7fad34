"""Stems of what editors wrote, as the index has them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import connection

# Of a word with a hyphen the first lexeme is that of the whole; its parts come after it.
_OF_TEXTS = """
    SELECT array(
        SELECT lexeme FROM unnest(to_tsvector('bilingual', search_fold(text))) ORDER BY positions[1]
    )
    FROM unnest(%s::text[]) WITH ORDINALITY AS given(text, number) ORDER BY number
"""


def of_texts(texts: Sequence[str]) -> list[list[str]]:
    """Those of each text in their order, without words that say nothing. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_TEXTS, [list(texts)])
        return [found for (found,) in cursor.fetchall()]


def of_words(words: Sequence[str]) -> list[str]:
    """One for each word, empty where it says nothing. One query."""
    return [found[0] if found else "" for found in of_texts(words)]


def key(lexemes: Collection[str]) -> str:
    """The same for the same words, in whatever order and form."""
    return " ".join(sorted(set(lexemes)))
