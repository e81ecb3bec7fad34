"""Best bets: what editors put first for a query."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from core.languages import LANGUAGES
from search import lexemes, misses
from search.models import BestBet

MOST = 3  # shown above the results


class Bet(NamedTuple):
    """A best bet as a page shows it."""

    title: str
    text: str
    address: str
    language: str  # of all three


def for_query(asked: Collection[str], language: str) -> list[Bet]:
    """Those for exactly these lexemes: in the language where they have it, or else in another.

    At most three, the last changed first. One query.
    """
    if not asked:
        return []
    rows = BestBet.objects.filter(keys__contains=[lexemes.key(asked)])
    return [_shown(row, language) for row in rows.order_by("-changed_at", "-pk")[:MOST]]


def _shown(row: BestBet, language: str) -> Bet:
    codes = [code for code in (language, *LANGUAGES) if getattr(row, f"title_{code}")]
    values = (getattr(row, f"{field}_{codes[0]}") or "" for field in ("title", "text", "address"))
    return Bet(*values, language=codes[0])


def lines(queries: str) -> list[str]:
    """The queries of a row."""
    return [line.strip() for line in queries.splitlines() if line.strip()]


def keys(queries: str) -> list[str]:
    """A key for each line, empty where its words say nothing. One query."""
    return [lexemes.key(found) for found in lexemes.of_texts(lines(queries))]


def keep(bet: BestBet) -> None:
    """Save a row with the keys of its queries; what it answers is missed no longer."""
    bet.keys = [key for key in dict.fromkeys(keys(bet.queries)) if key]
    bet.save()
    misses.settle(lines(bet.queries))
