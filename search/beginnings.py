"""Words somebody works with, looked for as whoever wrote the texts would: in any form, or only begun."""

from __future__ import annotations

from django.contrib.postgres.search import SearchQuery

from search import vocabulary
from search.columns import Lexemes
from search.folding import fold
from search.ranking import quoted
from search.vocabulary import words_of

MOST_WORDS, LONGEST_WORD = 8, 100  # PostgreSQL refuses a lexeme of 2,047 bytes
SHORTEST = 3  # letters of a beginning: with fewer, it is that of half the words there are


def begun(text: str) -> SearchQuery | None:
    """A query of texts that have all the words, for any search column; None where none says anything.

    One query for words this process wasn't asked for lately.
    """
    words = [word[:LONGEST_WORD] for word in words_of(fold(text))[:MOST_WORDS]]
    lexemes = vocabulary.lexemes_of(words) if words else {}
    wanted = [any_form(word, lexemes[word]) for word in words if lexemes[word]]
    return Lexemes("&".join(wanted)) if wanted else None


def any_form(word: str, lexeme: str) -> str:
    """Part of a tsquery."""
    if len(word) < SHORTEST:
        return quoted(lexeme)
    return f"({quoted(lexeme)}|{quoted(word)}:*)"
