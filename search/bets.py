"""Best bets: what editors put first for a query."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import islice
from typing import NamedTuple

from django.db import connection

from core.languages import LANGUAGES
from search import lexemes, misses
from search.models import BestBet

MOST = 3  # shown above the results
TRANSLATED = ("title", "text", "address")
# By hand: most searches find none, and Django takes three times as long to put the question.
_OVERLAPPING = """
    SELECT id, keys FROM search_bestbet WHERE lexemes && %s::text[] ORDER BY changed_at DESC, id DESC
"""


class Bet(NamedTuple):
    """A best bet as a page shows it."""

    title: str
    text: str
    address: str
    language: str  # of all three


def for_query(terms: Sequence[Collection[str]], language: str) -> list[Bet]:
    """Those one of whose queries has just these words: in the language, or else in another.

    A term is a word of the query as the lexemes of which any will do: its forms, spellings, what it
    was mended to. At most three, the last changed first. One query, and another when there are some.
    """
    asked = list({lexeme for term in terms for lexeme in term})
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_OVERLAPPING, [asked])
        rows = cursor.fetchall()
    meant = (key for key, keys in rows if any(_is_meant(words.split(), terms) for words in keys))
    chosen = list(islice(meant, MOST))
    found = BestBet.objects.in_bulk(chosen) if chosen else {}
    return [_shown(found[key], language) for key in chosen if key in found]


def _is_meant(words: Collection[str], terms: Sequence[Collection[str]]) -> bool:
    """Each word by a term, and each term by a word."""
    asked = {lexeme for term in terms for lexeme in term}
    return asked.issuperset(words) and not any(term.isdisjoint(words) for term in map(set, terms))


def _shown(row: BestBet, language: str) -> Bet:
    there = next(code for code in (language, *LANGUAGES) if getattr(row, f"title_{code}"))
    title, text, address = (getattr(row, f"{field}_{there}") for field in TRANSLATED)
    return Bet(title, text or "", address, there)


def lines(queries: str) -> list[str]:
    """The queries of a row."""
    return [line.strip() for line in queries.splitlines() if line.strip()]


def keys(queries: str) -> list[str]:
    """A key for each line, empty where its words say nothing. One query."""
    return [lexemes.key(found) for found in lexemes.of_texts(lines(queries))]


def keep(bet: BestBet) -> None:
    """Save a row with the lexemes of its queries; what it answers is missed no longer."""
    bet.keys = [key for key in dict.fromkeys(keys(bet.queries)) if key]
    bet.lexemes = sorted({lexeme for key in bet.keys for lexeme in key.split()})
    bet.save()
    misses.settle(lines(bet.queries))
