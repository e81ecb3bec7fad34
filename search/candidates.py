"""Rows of every source that answer a tsquery, and their scores: what one statement reads and weighs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    F,
    IntegerField,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.utils import timezone

from core.languages import current_language
from search.columns import Lexemes
from search.narrowing import Narrowing, chosen_kind, recent
from search.ranking import (
    ALL_WORDS,
    FRESH,
    K1,
    LONG,
    READERS_LANGUAGE,
    B,
    all_of,
    any_of,
    score_sql,
)

if TYPE_CHECKING:
    from datetime import datetime

    from search.sources import Reader, Source
    from search.understanding import Meaning

COLUMNS = (
    "hit_source",
    "hit_pk",
    "hit_language",
    "hit_kind",
    "hit_moment",
    "hit_place",
    "hit_author",
)


# A vector is unpacked once, by `|| ''`, not by each function that looks into it.
WEIGHED = """
SELECT source, pk, language, kind, extract(epoch FROM moment)::float8,
    extract(year FROM moment AT TIME ZONE %s)::int, place, author,
    has, coalesce(has_all, true), coalesce(score, 0)
    * (1 + %s * 0.5::float8 ^ greatest(0, extract(epoch FROM %s - moment)::float8 / {YEAR}))
    * CASE WHEN has_all THEN %s ELSE 1 END * CASE language WHEN %s THEN %s ELSE 1 END
FROM (
    SELECT *, concat({has}) AS has, v @@ %s::tsquery AS has_all, {score} AS score
    FROM (
        SELECT *, %s::float8 * (%s::float8 + %s::float8 * least(length(v) / %s::float8, %s)) AS k
        FROM (
            SELECT source, pk, language, kind, moment, place, author,
                CASE WHEN row_number() OVER (
                    PARTITION BY source, language ORDER BY moment DESC, pk DESC
                ) <= {read} THEN v || '' END AS v
            FROM ({found}) AS found (source, pk, language, kind, moment, place, author, v)
            OFFSET 0
        ) AS unpacked OFFSET 0
    ) AS candidate OFFSET 0
) AS scored
"""
YEAR = 365 * 86_400  # seconds


class Row(NamedTuple):
    """A candidate: one version of one row of a source."""

    source: int  # its place among the sources
    pk: int
    language: str
    kind: int  # its place among the source's kinds
    moment: float  # seconds since 1970
    year: int  # of the site's time zone
    place: int | None
    author: int | None
    has: str = (
        ""  # which of the words, "101" for the first and the third of three; empty if not read
    )
    has_all: bool = True  # those that matter
    score: float = 0.0


def weigh(
    meaning: Meaning,
    sources: Sequence[Source],
    user: Reader,
    narrowed: Narrowing,
    wanted: str,
    *,
    most: int,
    read: int,
) -> list[Row]:
    """The newest `most` rows of each version that have what is wanted, `read` of them with scores.

    One statement; some 15 µs for each row that is read, 3 µs for another.
    """
    found = [
        rows.filter(kind).order_by(F("hit_moment").desc(), F("hit_pk").desc())
        .values_list(*COLUMNS, column)[:most]
        for source, column, rows in branches(sources, user, narrowed, wanted)
        if (kind := chosen_kind(source, narrowed)) is not None
    ]  # fmt: skip
    if not (inner := united(found)):
        return []
    score, score_params = score_sql(meaning.terms, meaning.corpus.documents)
    params = [
        timezone.get_current_timezone_name(), FRESH, timezone.now(),
        ALL_WORDS if len(meaning.strong) > 1 else 1, current_language(), READERS_LANGUAGE,
        *(any_of(term.lexemes) for term in meaning.terms), all_of(meaning.strong), *score_params,
        K1, 1 - B, B, meaning.corpus.length, LONG, *inner.params,
    ]  # fmt: skip
    has = ", ".join("(v @@ %s::tsquery)::int" for _term in meaning.terms)
    with connection.cursor() as cursor:
        cursor.execute(
            WEIGHED.format(has=has, score=score, found=inner.sql, YEAR=YEAR, read=read), params
        )
        return list(map(Row._make, cursor.fetchall()))


def newest(sources: Sequence[Source], user: Reader, narrowed: Narrowing, number: int) -> list[Row]:
    """Rows by date alone, so many of each version. One statement."""
    found = [
        rows.filter(kind).order_by(F("hit_moment").desc(), F("hit_pk").desc())
        .values_list(*COLUMNS)[:number]
        for source, _column, rows in branches(sources, user, narrowed, "")
        if (kind := chosen_kind(source, narrowed)) is not None
    ]  # fmt: skip
    if not found:
        return []
    union = found[0].union(*found[1:], all=True) if found[1:] else found[0]
    return [
        Row(source, pk, language, kind, moment.timestamp(), local_year(moment), place, author)
        for source, pk, language, kind, moment, place, author in union
    ]


def local_year(moment: datetime) -> int:
    return timezone.localtime(moment).year


def counted(
    sources: Sequence[Source], user: Reader, narrowed: Narrowing, most: int
) -> list[QuerySet[Any, Any]]:
    """What `choosing.counted_there` counts, one more than `most` of each version and kind."""
    return [
        rows.filter(kind.condition).values_list(*COLUMNS)[: most + 1]
        for source, _column, rows in branches(sources, user, narrowed, "")
        for kind in source.kinds
    ]


def occurring(wanted: Mapping[str, str], sources: Sequence[Source], user: Reader) -> set[str]:
    """Names of the tsqueries that a text answers which this reader may see.

    One statement of short looks into indexes; none for no tsquery.
    """
    found = [
        source.version(source.rows(user), language).filter(**{column: Lexemes(asked)})
        .annotate(name_found=Value(name, CharField())).values_list("name_found")[:1]
        for name, asked in wanted.items()
        for source in sources
        for language, column in source.columns.items()
    ]  # fmt: skip
    if not found:
        return set()
    union = found[0].union(*found[1:], all=True) if found[1:] else found[0]
    return {name for (name,) in union}


def branches(
    sources: Sequence[Source], user: Reader, narrowed: Narrowing, wanted: str
) -> Iterator[tuple[Source, str, QuerySet[Any]]]:
    """For each version of each source: its column, and its rows that have what is wanted, described."""
    for place, source in enumerate(sources):
        rows = narrowed.rows(source, user)
        if rows is None:
            continue
        for language, column in source.columns.items():
            if language and not narrowed.languages <= {language}:
                continue
            dates = narrowed.dates(source, language)
            if dates is None:
                continue
            found = source.version(rows, language).filter(dates, narrowed.words(column))
            if narrowed.back:
                found = found.filter(recent(source, language, narrowed.back))
            if not language and source.language:
                for asked in narrowed.languages:
                    found = found.filter(**{source.language: asked})
            if wanted:
                found = found.filter(**{column: Lexemes(wanted)})
            yield source, column, described(found, source, place, language)


def described(rows: QuerySet[Any], source: Source, place: int, language: str) -> QuerySet[Any]:
    """The rows with COLUMNS, which they keep in this order: modeltranslation's own rows mix them up."""
    rows = QuerySet(rows.model, query=rows.query.chain())
    kinds = [
        When(kind.condition, then=Value(number))
        for number, kind in enumerate(source.kinds)
        if kind.condition
    ]
    nothing = Cast(Value(None), BigIntegerField())
    described: QuerySet[Any] = rows.annotate(
        hit_source=Value(place),
        hit_pk=F(source.key),
        hit_language=F(source.language) if source.language else Value(language, CharField()),
        hit_kind=Case(*kinds, default=Value(0), output_field=IntegerField()) if kinds else Value(0),
        hit_moment=F(source.moment_in(language)),
        hit_place=F(source.place) if source.place else nothing,
        hit_author=F(source.author) if source.author else nothing,
    )
    return described


class United(NamedTuple):
    sql: str
    params: tuple[Any, ...]


def united(found: Sequence[QuerySet[Any, Any]]) -> United | None:
    """The SQL of all of them together; None when it is plain already that there is nothing."""
    if not found:
        return None
    union = found[0].union(*found[1:], all=True) if found[1:] else found[0]
    try:
        return United(*union.query.sql_with_params())
    except EmptyResultSet:  # of `in:` a place that isn't there
        return None
