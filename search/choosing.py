"""Tabs and filters: what a reader chose, and how many results each choice would have."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from search.gathering import united
from search.results import COUNTED, Choice, Count, Wish

if TYPE_CHECKING:
    from search.gathering import Row
    from search.sources import Reader, Source

RECENT = {
    "week": (7, _("in the last week")),
    "month": (31, _("in the last month")),
    "year": (366, _("in the last year")),
}
SAMPLE = 3_000  # rows over which filters are counted, where they stay in the database
MOST = 12  # values of a filter: those with most results
COLUMN = {  # of a row, by facet
    "kind": "kind",
    "language": "language",
    "period": "year",
    "place": "place",
    "author": "author",
}
FACETS = tuple(COLUMN)


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
        """The same in SQL, kinds and languages apart; None when nothing of the source passes."""
        condition = Q()
        for facet in ("place", "author"):
            if self.values[facet]:
                theirs = self.theirs(source, facet)
                if theirs is None:
                    return None
                condition &= theirs
        period = self.values["period"]
        if period in RECENT:
            since = self.now - datetime.timedelta(days=RECENT[period][0])
            condition &= Q(**{f"{source.moment}__gt": since})
        elif period:
            if not (period.isascii() and period.isdigit() and len(period) == 4 and period > "1900"):
                return None
            condition &= Q(**{f"{source.moment}__year": int(period)})
        return condition

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


class Facets(NamedTuple):
    total: Count
    kinds: list[Choice]
    languages: list[Choice]
    periods: list[Choice]
    places: list[Choice]
    authors: list[Choice]


Counts = dict[str, Counter[str]]
Key = tuple[int, int]  # of a source and a row


def counted_here(rows: Collection[Row], chosen: Chosen) -> Facets:
    """Of rows that are all there is. A facet's own choice doesn't narrow its counts.

    A row in two versions counts once, but in both languages: each is found when it is asked for.
    """
    failed = [[facet for facet, passes in chosen.tests.items() if not passes(row)] for row in rows]
    found = [row for row, facets in zip(rows, failed, strict=True) if not facets]
    counts: Counts = {}
    for facet in FACETS:
        also = [row for row, facets in zip(rows, failed, strict=True) if facets == [facet]]
        counts[facet] = tallied(facet, found + also, chosen)
    return facets(counts, chosen, Count(len({(row.source, row.pk) for row in found})))


def tallied(facet: str, rows: Collection[Row], chosen: Chosen) -> Counter[str]:
    """How many results have each value of a facet. About 1 µs a row."""
    values = set(map(attrgetter("source", "pk", COLUMN[facet]), rows))
    counts: Counter[str] = Counter()
    for (source, value), number in Counter(
        (source, value) for source, _pk, value in values
    ).items():
        if value not in (None, ""):
            counts[named(facet, chosen.sources, source, value)] += number
    if facet == "period":
        for name, since in chosen.since.items():
            counts[name] = len({(row.source, row.pk) for row in rows if row.moment > since})
    return counts


# Rows are at most COUNTED + 1 of each version and kind; choices are counted over SAMPLE of them, and
# said to be more when there are.
COUNT = """
WITH found (source, pk, language, kind, moment, place, author) AS MATERIALIZED ({found}),
here AS MATERIALIZED (SELECT * FROM found WHERE {here} LIMIT {sample}),
once AS MATERIALIZED (SELECT DISTINCT source, pk, moment, place, author FROM here)
SELECT 'kind', source, kind::text, count(*) FILTER (WHERE NOT source = ANY(%s))
    + count(DISTINCT pk) FILTER (WHERE source = ANY(%s)) FROM found GROUP BY source, kind
UNION ALL SELECT 'language', NULL, language, count(*) FROM here GROUP BY language
UNION ALL SELECT 'place', source, place::text, count(*) FROM once GROUP BY source, place
UNION ALL SELECT 'author', source, author::text, count(*) FROM once GROUP BY source, author
UNION ALL SELECT 'period', NULL, extract(year FROM moment AT TIME ZONE %s)::text, count(*)
    FROM once GROUP BY 3
UNION ALL SELECT 'period', NULL, name, count(*) FROM once, unnest(%s::text[], %s::timestamptz[])
    AS recent (name, since) WHERE moment > since GROUP BY name
"""


def counted_there(
    found: Callable[[Chosen], Sequence[QuerySet[Any, Any]]], chosen: Chosen, most: int
) -> Facets:
    """Of rows that stay in the database: `found` gives one query for each version and kind, `most` and
    one more of its rows at most.

    One statement, and another for each filter in force, whose own choice doesn't narrow its counts.
    """
    counts = counts_of(found(chosen), chosen)
    kinds = counts["kind"]
    asked = [name for name in kinds if chosen.values["kind"] in ("", name)]
    total = Count(
        sum(min(kinds[name], most) for name in asked), any(kinds[name] > most for name in asked)
    )
    for facet in FACETS:
        if facet != "kind" and chosen.values[facet]:
            open_to_all = replace(chosen, values={**chosen.values, facet: ""})
            counts[facet] = counts_of(found(open_to_all), open_to_all)[facet]
    return facets(counts, chosen, total, most)


def counts_of(found: Sequence[QuerySet[Any, Any]], chosen: Chosen) -> Counts:
    counts: Counts = {facet: Counter() for facet in FACETS}
    if inner := united(found):
        here = " OR ".join(
            f"(source, kind) = ({place}, {number})"
            for place, source in enumerate(chosen.sources)
            for number, kind in enumerate(source.kinds)
            if chosen.values["kind"] in ("", kind.name)
        )
        recent = [chosen.now - datetime.timedelta(days=days) for days, _label in RECENT.values()]
        zone = timezone.get_current_timezone_name()
        several = [place for place, each in enumerate(chosen.sources) if each.has_versions]
        with connection.cursor() as cursor:
            cursor.execute(
                COUNT.format(found=inner.sql, here=here or "false", sample=SAMPLE),
                [*inner.params, several, several, zone, list(RECENT), recent],
            )
            for facet, place, value, number in cursor.fetchall():
                if value:
                    counts[facet][named(facet, chosen.sources, place, value)] = number
    return counts


def named(facet: str, sources: Sequence[Source], place: int, value: Any) -> str:
    """The value in addresses; `place` is that of its source, where values are a source's own."""
    if facet == "kind":
        return sources[place].kinds[int(value)].name
    return f"{sources[place].name}-{value}" if facet in ("place", "author") else str(value)


def parted(value: str) -> tuple[str, int]:
    """A source's name and a key: of “forum-12”; zero where there is none."""
    name, _dash, key = value.rpartition("-")
    return name, int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0


def facets(counts: Counts, chosen: Chosen, total: Count, most: int = COUNTED) -> Facets:
    kinds = {
        kind.name: kind.label
        for source in chosen.sources
        for kind in source.kinds
        if counts["kind"][kind.name] or kind.name == chosen.values["kind"]
    }
    recent = {name: label for name, (_days, label) in RECENT.items() if counts["period"][name]}
    years = sorted((name for name in counts["period"] if name not in RECENT), reverse=True)[:MOST]
    periods = {**recent, **dict(zip(years, years, strict=True))}
    labels: dict[str, Mapping[str, Any]] = {
        "kind": kinds,
        "language": most_common(counts["language"]),
        "period": periods,
        "place": names(chosen, "place", counts["place"]),
        "author": names(chosen, "author", counts["author"]),
    }
    is_sampled = total.number > SAMPLE
    kinds_of, *others = (
        choices(chosen, facet, labels[facet], counts[facet], most, is_sampled and facet != "kind")
        for facet in FACETS
    )
    return Facets(total, kinds_of, *others)


def most_common(counts: Counter[str]) -> dict[str, str]:
    return {value: value for value, _number in counts.most_common(MOST)}


def names(chosen: Chosen, facet: str, counts: Counter[str]) -> dict[str, str]:
    """Labels of the values with most results, and of the chosen one; one query for each source."""
    values = [value for value, _number in counts.most_common(MOST)]
    own = chosen.values[facet]
    if own and own not in values and (counts[own] or chosen.is_there(facet)):
        values.append(own)
    labels: dict[str, str] = {}
    for source in chosen.sources:
        keys = [key for name, key in map(parted, values) if name == source.name and key]
        if keys:
            found = source.place_names(keys) if facet == "place" else source.author_names(keys)
            labels |= {f"{source.name}-{key}": label for key, label in found.items()}
    return {value: labels[value] for value in values if value in labels}


def choices(
    chosen: Chosen,
    facet: str,
    labels: Mapping[str, Any],
    counts: Counter[str],
    most: int,
    is_sampled: bool,
) -> list[Choice]:
    """One of each value that has a label; a facet with nothing to choose has none."""
    return [
        Choice(
            value,
            label,
            Count(min(counts[value], most), counts[value] > most or is_sampled),
            is_chosen=value == chosen.values[facet],
        )
        for value, label in labels.items()
    ]
