"""Which texts may answer: candidates from every source, weighed by PostgreSQL in one statement.

The cost of a search is in reading texts' vectors, some 10 µs each, not in the index. So only texts
with the rarest words of the query are read, as many of them as BUDGET; whatever has all words has
those. When even the rarest word is in more texts, the newest that have all words are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from math import prod
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

from search.columns import Lexemes
from search.narrowing import Narrowing, chosen_kind, recent
from search.ranking import K1, B, all_of, any_of, score_sql

if TYPE_CHECKING:
    import datetime

    from search.sources import Reader, Source
    from search.understanding import Meaning, Term

BUDGET = 500  # texts read
MANY = 3_000  # texts that aren't all sorted by date
FEW = 20  # with all words: fewer are joined by what has most of them
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
SELECT source, pk, language, kind, moment, place, author, ARRAY[{has}], {score}
FROM (
    SELECT *, %s::float8 * (%s::float8 + %s::float8 * length(v)) AS k
    FROM (
        SELECT source, pk, language, kind, moment, place, author, v || '' AS v
        FROM ({found}) AS found (source, pk, language, kind, moment, place, author, v)
        OFFSET 0
    ) AS unpacked OFFSET 0
) AS candidate
"""


class Row(NamedTuple):
    """A candidate: one version of one row of a source."""

    source: int  # its place among the sources
    pk: int
    language: str
    kind: int  # its place among the source's kinds
    moment: datetime.datetime
    place: int | None
    author: int | None
    has: Sequence[bool] = ()  # which of the words
    score: float = 0.0
    has_all: bool = True  # of those that matter


class Gathered(NamedTuple):
    rows: list[Row]
    is_complete: bool  # every text that has all words is among them


def gather(
    meaning: Meaning, sources: Sequence[Source], user: Reader, narrowed: Narrowing
) -> Gathered:
    """Candidates with their scores, in no order. One statement; some three when words are common.

    What a filter leaves out is read too, for the counts of the other choices, unless it is too much.
    """
    strong = sorted(meaning.strong, key=lambda term: term.documents)
    search = _Gathering(meaning, sources, user, Narrowing(narrowed.query))
    if rare := rarest(strong):
        rows = search.weighed("|".join(any_of(term.lexemes) for term in rare))
        if len(rows) < BUDGET:  # else they are in more texts than when they were counted
            return Gathered(rows, True)
    documents = meaning.corpus.documents
    rows = search.latest(all_of(strong), expected(strong, documents))
    if len(rows) >= BUDGET:
        if narrowed.is_filtered:
            rows = search._replace(narrowed=narrowed).latest(
                all_of(strong), expected(strong, documents)
            )
        return Gathered(rows, False)
    if len(rows) < FEW and len(strong) > 1:
        pairs = list(combinations(strong[:4], 2))
        size = sum(expected(pair, documents) for pair in pairs)
        seen = {row[:3] for row in rows}
        any_pair = "|".join(f"({all_of(pair)})" for pair in pairs)
        rows += [row for row in search.latest(any_pair, size) if row[:3] not in seen]
    return Gathered(rows, True)


def expected(terms: Iterable[Term], documents: int) -> int:
    """How many texts would have all the words, were words strewn by chance: there are rarely fewer."""
    return int(documents * prod(min(1, term.documents / documents) for term in terms))


class _Gathering(NamedTuple):
    meaning: Meaning
    sources: Sequence[Source]
    user: Reader
    narrowed: Narrowing

    def weighed(self, wanted: str) -> list[Row]:
        return weigh(self.meaning, self.sources, self.user, self.narrowed, wanted)

    def latest(self, wanted: str, size: int) -> list[Row]:
        """The newest of about so many rows; of very many those among the newest of all.

        To sort a hundred thousand by date takes a page of the table for each. A window of moments,
        which an index gives, holds twice as many as there is room for, if the words are as frequent
        in it as elsewhere. If they aren't, all rows are sorted.
        """
        if size > MANY:
            back = 2 * BUDGET * self.meaning.corpus.documents // size
            rows = self._replace(narrowed=self.narrowed._replace(back=back)).weighed(wanted)
            if len(rows) >= BUDGET:
                return rows
        return self.weighed(wanted)


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
    return [Row(*columns) for columns in union]


def rarest(terms: Sequence[Term]) -> list[Term]:
    """As many of the rarest words as there is room for their texts."""
    room, chosen = BUDGET, []
    for term in terms:
        room -= term.documents
        if room < 0:
            break
        chosen.append(term)
    return chosen


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


def counted(
    sources: Sequence[Source], user: Reader, narrowed: Narrowing, wanted: str, most: int
) -> list[QuerySet[Any, Any]]:
    """What `choosing.counted_there` counts, one more than `most` of each version and kind."""
    return [
        rows.filter(kind.condition).values_list(*COLUMNS)[: most + 1]
        for source, _column, rows in branches(sources, user, narrowed, wanted)
        for kind in source.kinds
    ]


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


def weigh(
    meaning: Meaning, sources: Sequence[Source], user: Reader, narrowed: Narrowing, wanted: str
) -> list[Row]:
    """Rows that have what is wanted, at most BUDGET of each version, the newest, with their scores."""
    found = [
        rows.filter(kind).order_by(F("hit_moment").desc(), F("hit_pk").desc())
        .values_list(*COLUMNS, column)[:BUDGET]
        for source, column, rows in branches(sources, user, narrowed, wanted)
        if (kind := chosen_kind(source, narrowed)) is not None
    ]  # fmt: skip
    if not (inner := united(found)):
        return []
    score, score_params = score_sql(meaning.terms, meaning.corpus.documents)
    has = ", ".join("v @@ %s::tsquery" for _term in meaning.terms)
    params = [
        *(any_of(term.lexemes) for term in meaning.terms), *score_params,
        K1, 1 - B, B / meaning.corpus.length, *inner.params,
    ]  # fmt: skip
    matter = [term in meaning.strong for term in meaning.terms]
    with connection.cursor() as cursor:
        cursor.execute(WEIGHED.format(has=has, score=score, found=inner.sql), params)
        return [weighed(Row(*row), matter) for row in cursor.fetchall()]


def weighed(row: Row, matter: Sequence[bool]) -> Row:
    return row._replace(has_all=all(has for has, does in zip(row.has, matter, strict=True) if does))
