"""Tabs and filters: what a reader chose, and how many results each choice would have."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone
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

    def values_of(self, row: Row) -> dict[str, tuple[str, ...]]:
        """What a row counts for in each facet."""
        source = self.sources[row.source]
        recent = [
            name for name, (days, _label) in RECENT.items()
            if row.moment > self.now - datetime.timedelta(days=days)
        ]  # fmt: skip
        return {
            "kind": (source.kinds[row.kind].name,),
            "language": (row.language,) if row.language else (),
            "period": (*recent, str(timezone.localtime(row.moment).year)),
            "place": (f"{source.name}-{row.place}",) if row.place else (),
            "author": (f"{source.name}-{row.author}",) if row.author else (),
        }

    def takes(self, row: Row) -> bool:
        """Whether every filter lets the row pass."""
        values = self.values_of(row)
        return all(not chosen or chosen in values[facet] for facet, chosen in self.values.items())

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


class Facets(NamedTuple):
    total: Count
    kinds: list[Choice]
    languages: list[Choice]
    periods: list[Choice]
    places: list[Choice]
    authors: list[Choice]


Counts = dict[str, Counter[str]]
Key = tuple[int, int]  # of a source and a row


def counted_here(rows: Iterable[Row], chosen: Chosen) -> Facets:
    """Of rows that are all there is. A facet's own choice doesn't narrow its counts.

    A row in two versions counts once, but in both languages: each is found when it is asked for.
    """
    found: set[Key] = set()
    counted: set[tuple[str, str, Key]] = set()
    for row in rows:
        values, key = chosen.values_of(row), (row.source, row.pk)
        failed = [
            facet for facet, value in chosen.values.items() if value and value not in values[facet]
        ]
        if not failed:
            found.add(key)
        for facet in FACETS if not failed else failed if len(failed) == 1 else ():
            counted.update((facet, value, key) for value in values[facet])
    counts: Counts = {facet: Counter() for facet in FACETS}
    for facet, value, _key in counted:
        counts[facet][value] += 1
    return facets(counts, chosen, Count(len(found)))


# Rows are at most COUNTED + 1 of each version and kind; choices are counted over SAMPLE of them, and
# said to be more when there are.
COUNT = """
WITH found (source, pk, language, kind, moment, place, author) AS MATERIALIZED ({found}),
here AS MATERIALIZED (SELECT * FROM found WHERE {here} LIMIT {sample}),
once AS MATERIALIZED (SELECT DISTINCT source, pk, place, author FROM here)
SELECT 'kind', source, kind::text, count(*) FILTER (WHERE NOT source = ANY(%s))
    + count(DISTINCT pk) FILTER (WHERE source = ANY(%s)) FROM found GROUP BY source, kind
UNION ALL SELECT 'language', NULL, language, count(*) FROM here GROUP BY language
UNION ALL SELECT 'place', source, place::text, count(*) FROM once GROUP BY source, place
UNION ALL SELECT 'author', source, author::text, count(*) FROM once GROUP BY source, author
UNION ALL SELECT 'period', NULL, period, count(*) FROM (
    SELECT source, pk, extract(year FROM moment AT TIME ZONE %s)::text AS period FROM here
    UNION SELECT source, pk, name FROM here, unnest(%s::text[], %s::timestamptz[])
        AS recent (name, since) WHERE moment > since
) AS dated GROUP BY period
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


def named(facet: str, sources: Sequence[Source], place: int | None, value: str) -> str:
    """The value in addresses."""
    if place is None:
        return value
    source = sources[place]
    return source.kinds[int(value)].name if facet == "kind" else f"{source.name}-{value}"


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
