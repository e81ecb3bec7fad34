"""What editors told the search, row by row, for the export of the site (docs/export.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from core.languages import LANGUAGES
from search import bets
from search.models import BestBet, Spelling

Row = Mapping[str, Any]


def spellings() -> Iterator[Row]:
    yield from Spelling.objects.order_by("pk").values("id", "words")


def best_bets() -> Iterator[Row]:
    for bet in BestBet.objects.order_by("pk"):
        names = (f"{field}_{code}" for field in bets.TRANSLATED for code in LANGUAGES)
        said = {name: getattr(bet, name) or None for name in names}
        yield {"id": bet.pk, "queries": bets.lines(bet.queries), **said}


FILES: dict[str, Callable[[], Iterator[Row]]] = {
    "search_spellings": spellings,
    "search_best_bets": best_bets,
}
