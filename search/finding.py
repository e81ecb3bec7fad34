"""Finding: from a wish to one page of results with its counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from core.languages import current_language
from search import bets, candidates, gathering, mending, morphology, ranking
from search.asking import Query
from search.candidates import Row
from search.choosing import Chosen
from search.facets import Facets, counted_here, counted_there
from search.gathering import FEW
from search.models import Corpus
from search.narrowing import Narrowing
from search.results import COUNTED, MAX_PAGES, PAGE_SIZE, Count, Result, Results, Wish
from search.snippets import Marker, Text
from search.sources import Found, Hit, Source, all_sources
from search.understanding import Meaning, Term, understand, with_other

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from search.sources import Reader

PATIENCE = 2_000  # milliseconds for each statement
CUT = 0.35  # of the best score: less is no answer, where few texts have all words


def find(wish: Wish, user: Reader, sources: Sequence[Source] | None = None) -> Results:
    """One page of what this reader may see. Some ten short queries, whatever the size of the site.

    Writes nothing. When the database takes too long, the results are empty and say so.
    """
    sources = all_sources() if sources is None else sources
    try:
        with patience():
            return _Search(wish, user, sources).results()
    except OperationalError as error:
        if not was_canceled(error):
            raise
        return Results(wish, is_cut_short=True)


def was_canceled(error: OperationalError) -> bool:
    """By the timeout, that is."""
    return getattr(error.__cause__, "sqlstate", "") == "57014"


@contextmanager
def patience(milliseconds: int = PATIENCE) -> Iterator[None]:
    """No statement inside takes longer."""
    is_inside = connection.in_atomic_block
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = %s", [milliseconds])
        yield
        if is_inside:  # of a transaction that goes on
            cursor.execute("SET LOCAL statement_timeout = DEFAULT")


class _Search:
    def __init__(self, wish: Wish, user: Reader, sources: Sequence[Source]) -> None:
        self.wish, self.user, self.sources = wish, user, sources
        self.now = timezone.now()
        self.chosen = Chosen.of(wish, sources, self.now, user)

    def results(self) -> Results:
        meaning = self.understood() if self.wish.query.words else self.nothing_said()
        if not meaning.terms:  # nor by stop words
            return self.newest(meaning)
        gathered = gathering.gather(meaning, self.sources, self.user, self.narrowing(meaning.query))
        doubtful = self.doubtful(gathered.rows, meaning)
        rows = answers(gathered.rows, meaning)
        facets = counted_here(rows, gathered, self.chosen)
        rows = best_versions(filter(self.chosen.takes, rows))
        is_all = all(row.has_all for row in rows)
        with_all = facets.total if is_all else Count(sum(row.has_all for row in rows))
        return self.page(rows, facets, meaning, with_all, doubtful)

    def nothing_said(self) -> Meaning:
        return Meaning(self.wish.query, Corpus(documents=1, length=1))

    def understood(self, is_swapped: bool = False) -> Meaning:
        """Mended only where a word is none that this reader may see, into words that are.

        Since the words were counted, one may have been written or hidden.
        """
        query, verbatim = self.wish.query, self.wish.verbatim
        meaning = understand(query, verbatim=verbatim, is_swapped=is_swapped)
        mended = [term for term in meaning.terms if term.typed]
        on_other_keys = [
            term for term in meaning.terms if meaning.query is not query and is_told(term)
        ]
        asked = {lexeme for term in mended for lexeme in (term.typed, *term.told)}
        asked |= {lexeme for term in on_other_keys for lexeme in term.lexemes}
        there = self.occurring(asked)
        if any(there.isdisjoint(term.lexemes) for term in on_other_keys):
            return self.understood(is_swapped=True)
        kept = [
            term.word for term in mended if term.typed in there or not there.issuperset(term.told)
        ]
        return understand(query, kept=kept, is_swapped=is_swapped) if kept else meaning

    def occurring(self, lexemes: Iterable[str]) -> set[str]:
        """Those that stand in a text which this reader may see."""
        wanted = {lexeme: ranking.quoted(lexeme) for lexeme in lexemes}
        return candidates.occurring(wanted, self.sources, self.user)

    def doubtful(self, rows: Sequence[Row], meaning: Meaning) -> tuple[str, ...]:
        """Words that stand in no text which this reader may see. No query if each was found."""
        missing = {
            term.word: ranking.any_of(term.lexemes)
            for place, term in enumerate(meaning.terms)
            if not term.is_weak and not any(row.has[place] == "1" for row in rows)
        }
        there = candidates.occurring(missing, self.sources, self.user)
        return tuple(word for word in missing if word not in there)

    def narrowing(self, query: Query) -> Narrowing:
        return Narrowing(query, self.chosen)

    def counted(self) -> Facets:
        def found(chosen: Chosen) -> list[QuerySet[Any, Any]]:
            narrowed = Narrowing(self.wish.query, chosen)
            return candidates.counted(self.sources, self.user, narrowed, COUNTED)

        return counted_there(found, self.chosen)

    def newest(self, meaning: Meaning) -> Results:
        """Everything there is, or what operators and filters leave of it, by date.

        Of a translated post that of its newest version: its others may not be among the rows read.
        """
        number = min(self.wish.page, MAX_PAGES) * PAGE_SIZE
        narrowed = self.narrowing(self.wish.query)
        versions = candidates.newest(self.sources, self.user, narrowed, number)
        latest = {(row.source, row.pk): row.moment for row in sorted(versions, key=by_date)}
        rows = [row._replace(moment=latest[row.source, row.pk]) for row in best_versions(versions)]
        facets = self.counted()
        return self.page(rows, facets, meaning, facets.total)

    def page(
        self,
        rows: list[Row],
        facets: Facets,
        meaning: Meaning,
        with_all: Count,
        doubtful: tuple[str, ...] = (),
    ) -> Results:
        rows.sort(key=by_date if self.wish.by_date else by_score, reverse=True)
        first = (self.wish.page - 1) * PAGE_SIZE
        total = facets.total
        found = self.shown(rows[first : first + PAGE_SIZE], meaning)
        return Results(
            wish=self.wish,
            results=found,
            total=total,
            with_all_words=with_all,
            page_count=max(1, min(MAX_PAGES, -(-total.number // PAGE_SIZE))),
            kinds=facets.kinds,
            languages=facets.languages,
            periods=facets.periods,
            places=facets.places,
            authors=facets.authors,
            mended=meaning.mended,
            doubtful=doubtful,
            says_nothing=bool(self.wish.query.words) and not meaning.terms,
            nearest=() if total.number else self.nearest(meaning),
            best=self.bets(meaning),
        )

    def bets(self, meaning: Meaning) -> list[bets.Bet]:
        if self.wish.page > 1:
            return []
        return bets.for_query([term.lexemes for term in meaning.terms], current_language())

    def nearest(self, meaning: Meaning) -> tuple[str, ...]:
        """The query with another word in the place of each, of those this reader may see."""
        terms = meaning.terms[:4]
        likely = mending.mend([term.word for term in terms])
        found = [
            (term, near)
            for term in terms
            if (near := likely.get(term.word) or mending.begun(term.word))
            and near.text != term.word
        ]
        there = self.occurring({lexeme for _term, near in found for lexeme in near.told})
        texts = [
            with_other(meaning.query, term, near.text)
            for term, near in found
            if there.issuperset(near.told)
        ]
        return tuple(dict.fromkeys(texts))

    def shown(self, rows: Sequence[Row], meaning: Meaning) -> list[Result]:
        hits: dict[tuple[int, Found], Hit] = {}
        for place, source in enumerate(self.sources):
            found = [Found(row.pk, row.language) for row in rows if row.source == place]
            if found:
                hits |= {(place, each): hit for each, hit in source.hits(found, self.user).items()}
        worth = {
            lexeme: weight for term in meaning.terms for lexeme, weight in term.lexemes.items()
        }
        texts = {key: (Text.of(hit.title), Text.of(hit.text)) for key, hit in hits.items()}
        marker = Marker(worth, (text for pair in texts.values() for text in pair))
        results = []
        for row in rows:
            key = row.source, Found(row.pk, row.language)
            if key in hits:
                title, text = texts[key]
                kind = self.sources[row.source].kinds[row.kind].name
                results.append(
                    Result(hits[key], key[1], kind, marker.mark(title), marker.snippet(text))
                )
        return results


def by_score(row: Row) -> tuple[float, float, int]:
    return row.score, row.moment, row.pk


def by_date(row: Row) -> tuple[float, int]:
    return row.moment, row.pk


def best_versions(rows: Iterable[Row]) -> list[Row]:
    """Each row once, with the best of its scores: in the version that has most of the words, in the
    reader's language if that has as many.
    """
    versions: dict[tuple[int, int], list[Row]] = {}
    for row in rows:
        versions.setdefault((row.source, row.pk), []).append(row)
    language = current_language()

    def order(row: Row) -> tuple[bool, int, bool, float]:
        return row.has_all, row.has.count("1"), row.language == language, row.score

    return [
        max(each, key=order)._replace(score=max(row.score for row in each)) if each[1:] else each[0]
        for each in versions.values()
    ]


def answers(rows: Sequence[Row], meaning: Meaning) -> Sequence[Row]:
    """Those with all words, if there are a few; else also those that say nearly as much as the best.

    Where none has all, those count for it that have all of the words that any has.
    """
    with_all = [row for row in rows if row.has_all] or with_all_there(rows, meaning)
    if len({(row.source, row.pk) for row in with_all}) >= FEW:
        return with_all
    least = CUT * max((row.score for row in rows), default=0)
    whole = set(with_all)
    return [row for row in rows if row.score >= least or row in whole]


def with_all_there(rows: Sequence[Row], meaning: Meaning) -> list[Row]:
    strong = meaning.strong
    there = [
        place
        for place, term in enumerate(meaning.terms)
        if term in strong and any(row.has[place] == "1" for row in rows)
    ]
    return [row for row in rows if all(row.has[place] == "1" for place in there)]


def is_told(term: Term) -> bool:
    """Whether searching for it tells that a text has it: no dictionary does."""
    return term.documents > 0 and not morphology.stems(term.word)
