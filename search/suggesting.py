"""Suggestions while one types: titles and places with the words, and the words, ended or mended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import OperationalError

from search import candidates, keyboard, mending, vocabulary
from search.asking import read
from search.columns import Lexemes
from search.finding import patience, was_canceled
from search.folding import fold
from search.ranking import quoted
from search.sources import Source, Suggested, all_sources
from search.vocabulary import words_of

if TYPE_CHECKING:
    from search.sources import Reader

PATIENCE = 300  # milliseconds for each statement: nobody waits for a suggestion
TITLES, QUERIES = 5, 3
MOST_WORDS = 6


def suggest(text: str, user: Reader, sources: Sequence[Source] | None = None) -> list[Suggested]:
    """Queries, which have no address, before titles. Nothing that this reader may not see.

    Some twenty queries; none of them reads more than a few hundred rows.
    """
    sources = all_sources() if sources is None else sources
    query = read(text)
    if not query.words or len(query.words) > MOST_WORDS:
        return []
    try:
        with patience(PATIENCE):
            queries = endings(query.text, user, sources)
            titles = [
                title
                for asked in (text, *queries[:1])
                for title in titles_with(asked, user, sources)
            ]
    except OperationalError as error:
        if not was_canceled(error):
            raise
        return []
    unique = list(dict.fromkeys(titles))[:TITLES]
    typed = fold(query.text)
    return [Suggested(each, "") for each in queries if fold(each) != typed] + unique


def endings(text: str, user: Reader, sources: Sequence[Source]) -> list[str]:
    """The text with its last word as texts have it: ended, on the other keys, or mended."""
    begun, _space, last = text.rpartition(" ")
    for start in (fold(last), *map(fold, keyboard.readings(last)[:1])):
        if found := visible(vocabulary.ended(start, QUERIES + 1), user, sources):
            return [f"{begun} {word}".strip() for word in found][:QUERIES]
    near = mending.near(fold(last))
    found = visible([(near.text, near.lexemes[0].lexeme)] if near else [], user, sources)
    return [f"{begun} {word}".strip() for word in found]


def visible(words: list[tuple[str, str]], user: Reader, sources: Sequence[Source]) -> list[str]:
    """Words that still stand in a text this reader may see: one may have been hidden since the count."""
    there = candidates.occurring({word: quoted(lexeme) for word, lexeme in words}, sources, user)
    return [word for word, _lexeme in words if word in there]


def titles_with(text: str, user: Reader, sources: Sequence[Source]) -> list[Suggested]:
    """Titles with all the words; the last may be a beginning."""
    words = words_of(fold(text))
    if not words:
        return []
    known = vocabulary.look_up(words).words
    *whole, last = [known[word].lexeme for word in words]
    wanted = [quoted(lexeme) for lexeme in whole if lexeme]
    beginning = f"{quoted(words[-1])}:*"
    wanted.append(f"({quoted(last)}|{beginning})" if last else beginning)
    asked = Lexemes("&".join(wanted))
    return [title for source in sources for title in source.titles(asked, user, TITLES)][:TITLES]
