"""How many results each choice of a tab or filter would have."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from search.candidates import Row, united
from search.choosing import FACETS, RECENT, Chosen, parted
from search.results import COUNTED, Choice, Count

if TYPE_CHECKING:
    from search.gathering import Gathered
    from search.sources import Source

SAMPLE = 3_000  # rows over which filters are counted, where they stay in the database
ROUND = 100  # “over 1,900”
MOST = 12  # values of a filter: those with most results
SOURCE, PK = map(Row._fields.index, ("source", "pk"))
COLUMN = {  # of a row, by facet
    facet: Row._fields.index("year" if facet == "period" else facet) for facet in FACETS
}


class Facets(NamedTuple):
    total: Count
    kinds: list[Choice]
    languages: list[Choice]
    periods: list[Choice]
    places: list[Choice]
    authors: list[Choice]


Counts = dict[str, Counter[str]]
Key = tuple[int, int]  # of a source and a row


def counted_here(rows: Sequence[Row], gathered: Gathered, chosen: Chosen) -> Facets:
    """Of rows that answer and others that count. A facet's own choice doesn't narrow its counts.

    A row in two versions counts once, but in both languages: each is found when it is asked for.
    """
    rows = [*rows, *gathered.others]
    failed = [[facet for facet, passes in chosen.tests.items() if not passes(row)] for row in rows]
    found = (
        rows if chosen.is_open else [row for row, at in zip(rows, failed, strict=True) if not at]
    )
    counts: Counts = {}
    for facet in FACETS:
        also = [row for row, at in zip(rows, failed, strict=True) if at == [facet]]
        counts[facet] = tallied(facet, found + also, chosen)
    total = len({(row.source, row.pk) for row in found})
    is_more = not gathered.is_filtered_whole
    return facets(
        counts,
        chosen,
        Count(total - total % ROUND if is_more and total > ROUND else total, is_more),
        sampled=() if gathered.is_whole else FACETS,
    )


def tallied(facet: str, rows: Collection[Row], chosen: Chosen) -> Counter[str]:
    """How many results have each value of a facet. Some 0.5 µs a row."""
    values = set(map(itemgetter(SOURCE, PK, COLUMN[facet]), rows))
    counts: Counter[str] = Counter()
    for (source, value), number in Counter(map(itemgetter(0, 2), values)).items():
        if value not in (None, ""):
            counts[named(facet, chosen.sources, source, value)] += number
    if facet == "period":
        for name, since in chosen.since.items():
            counts[name] = len({(row[SOURCE], row[PK]) for row in rows if row.moment > since})
    return counts


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
    found: Callable[[Chosen], Sequence[QuerySet[Any, Any]]], chosen: Chosen
) -> Facets:
    """Of rows that stay in the database: `found` gives one query for each version and kind, of COUNTED
    and one more of its rows at most.

    One statement, and another for each filter in force, whose own choice doesn't narrow its counts.
    """
    counts = counts_of(found(chosen), chosen)
    kinds = counts["kind"]
    asked = [name for name in kinds if chosen.values["kind"] in ("", name)]
    total = Count(
        sum(min(kinds[name], COUNTED) for name in asked),
        any(kinds[name] > COUNTED for name in asked),
    )
    for facet in FACETS:
        if facet != "kind" and chosen.values[facet]:
            open_to_all = replace(chosen, values={**chosen.values, facet: ""})
            counts[facet] = counts_of(found(open_to_all), open_to_all)[facet]
    return facets(counts, chosen, total, sampled=FACETS[1:] if total.number > SAMPLE else ())


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
                    counts[facet][named(facet, chosen.sources, place, value)] += (
                        number  # a kind may be of two
                    )
    return counts


def named(facet: str, sources: Sequence[Source], place: int, value: Any) -> str:
    """The value in addresses; `place` is that of its source, where values are a source's own."""
    if facet == "kind":
        return sources[place].kinds[int(value)].name
    return f"{sources[place].name}-{value}" if facet in ("place", "author") else str(value)


def facets(counts: Counts, chosen: Chosen, total: Count, sampled: Collection[str]) -> Facets:
    """`sampled` are the facets of which there may be more than was counted."""
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
    kinds_of, *others = (
        choices(chosen, facet, labels[facet], counts[facet], facet in sampled) for facet in FACETS
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
    is_sampled: bool,
) -> list[Choice]:
    """One of each value that has a label; a facet with nothing to choose has none."""
    return [
        Choice(
            value,
            label,
            Count(min(counts[value], COUNTED), counts[value] > COUNTED or is_sampled),
            is_chosen=value == chosen.values[facet],
        )
        for value, label in labels.items()
    ]
