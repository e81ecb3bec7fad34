"""Tabs and filters: what a reader chose, and which rows it takes."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from search.results import Wish

if TYPE_CHECKING:
    from search.candidates import Row
    from search.sources import Reader, Source

RECENT = {
    "week": (7, _("in the last week")),
    "month": (31, _("in the last month")),
    "year": (366, _("in the last year")),
}
FACETS = ("kind", "language", "period", "place", "author")


@dataclass(frozen=True)
class Chosen:
    """The values of a wish's filters, and which rows they take."""

    values: dict[str, str]  # by facet; empty where nothing was chosen
    sources: Sequence[Source]
    now: datetime.datetime
    user: Reader

    @classmethod
    def of(
        cls, wish: Wish, sources: Sequence[Source], now: datetime.datetime, user: Reader
    ) -> Chosen:
        return cls({facet: getattr(wish, facet) for facet in FACETS}, sources, now, user)

    @property
    def is_open(self) -> bool:
        """Nothing is filtered."""
        return not any(self.values.values())

    def takes(self, row: Row) -> bool:
        """Whether every filter lets the row pass."""
        return all(passes(row) for passes in self.tests.values())

    @cached_property
    def tests(self) -> dict[str, Callable[[Row], bool]]:
        """Of the filters in force, each by its facet."""
        kinds = {
            (place, number)
            for place, source in enumerate(self.sources)
            for number, kind in enumerate(source.kinds)
            if kind.name == self.values["kind"]
        }
        name, key = parted(self.values["place"])
        writer, author = parted(self.values["author"])
        language, period = self.values["language"], self.values["period"]
        since = self.since.get(period)
        tests: dict[str, Callable[[Row], bool]] = {
            "kind": lambda row: (row.source, row.kind) in kinds,
            "language": lambda row: row.language == language,
            "period": lambda row: row.moment > since if since else str(row.year) == period,
            "place": lambda row: (self.sources[row.source].name, row.place) == (name, key),
            "author": lambda row: (self.sources[row.source].name, row.author) == (writer, author),
        }
        return {facet: test for facet, test in tests.items() if self.values[facet]}

    @cached_property
    def since(self) -> dict[str, float]:
        """When the recent periods began, in seconds since 1970."""
        now = self.now.timestamp()
        return {name: now - days * 86_400 for name, (days, _label) in RECENT.items()}

    def condition(self, source: Source) -> Q | None:
        """The same in SQL, of place and author; None when nothing of the source passes."""
        condition = Q()
        for facet in ("place", "author"):
            if self.values[facet]:
                theirs = self.theirs(source, facet)
                if theirs is None:
                    return None
                condition &= theirs
        return condition

    def period(self, moment: str) -> Q | None:
        """The same of when, by the column `moment`; None when nothing is from then."""
        period = self.values["period"]
        if not period:
            return Q()
        if period in RECENT:
            since = self.now - datetime.timedelta(days=RECENT[period][0])
            return Q(**{f"{moment}__gt": since})
        if not (period.isascii() and period.isdigit() and len(period) == 4 and period > "1900"):
            return None
        return Q(**{f"{moment}__year": int(period)})

    def theirs(self, source: Source, facet: str) -> Q | None:
        """Rows of the chosen place or author; None when it isn't one of this source."""
        name, key = parted(self.values[facet])
        column = source.place if facet == "place" else source.author
        if name != source.name or not column or not key:
            return None
        return source.of_author(key) if facet == "author" else Q(**{column: key})

    def is_there(self, facet: str) -> bool:
        """Whether this reader may find anything at all in the chosen place, or of the author.

        Else its very name may be none of theirs to know. One query.
        """
        return any(
            source.rows(self.user).filter(theirs).exists()
            for source in self.sources
            if (theirs := self.theirs(source, facet)) is not None
        )


def parted(value: str) -> tuple[str, int]:
    """A source's name and a key: of “forum-12”; zero where there is none."""
    name, _dash, key = value.rpartition("-")
    return name, int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0
