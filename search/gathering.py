"""Which texts may answer: a bounded number of them, from every source.

The cost of a search is in reading texts' vectors, some 20 µs each, not in the index. So only texts
with the rarest words of the query are read, or with two of the others, as many of them as there is
ROOM for; whatever has all words is among them. When even the rarest word is in more texts, the
newest that have all words are read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations
from math import prod
from typing import TYPE_CHECKING, NamedTuple

from search.candidates import Row, weigh
from search.narrowing import Narrowing
from search.ranking import all_of, any_of

if TYPE_CHECKING:
    from search.sources import Reader, Source
    from search.understanding import Meaning, Term

BUDGET = 500  # texts read of each version
ROOM = 200  # of them for texts with few of the words; relevance stays the same down to 100 (of 480)
SAMPLE = 1_000  # texts of each version that are counted, where more have all words
MANY = 5_000  # texts that aren't all sorted by date, 2 µs each
FEW = 20  # with all words: fewer are joined by what has most of them
MOST_PAIRED = 4  # words, the rarest


class Gathered(NamedTuple):
    rows: list[Row]
    others: list[Row]  # that have all words and weren't read
    is_whole: bool  # nothing else has all words
    is_filtered_whole: bool  # nothing else that passes the filters


def gather(
    meaning: Meaning, sources: Sequence[Source], user: Reader, narrowed: Narrowing
) -> Gathered:
    """Candidates with their scores, in no order. One statement; some three when words are common.

    Words that no text has leave the others to be asked for: there is something, if any has a text.
    What a filter leaves out is read too, for the counts of the other choices, unless it is too much.
    """
    search = _Gathering(meaning, sources, user, Narrowing(narrowed.query))
    return search.answering(sorted(meaning.strong, key=lambda term: term.documents), narrowed)


def expected(terms: Iterable[Term], documents: int) -> int:
    """How many texts would have all the words, were words strewn by chance: there are rarely fewer."""
    return int(documents * prod(min(1, term.documents / documents) for term in terms))


def rarest(terms: Sequence[Term], room: int) -> tuple[Sequence[Term], int]:
    """As many of the rarest words as there is room for their texts; and what room is left."""
    for number, term in enumerate(terms):
        if term.documents > room:
            return terms[:number], room
        room -= term.documents
    return terms, room


def rarest_pairs(
    terms: Sequence[Term], documents: int, room: int, least: int = 0
) -> tuple[list[tuple[Term, Term]], int]:
    """As many of those with fewest texts as there is room for, `least` of them in any case; and how
    many texts they have.
    """
    pairs: list[tuple[Term, Term]] = []
    size = 0
    possible = combinations(terms[:MOST_PAIRED], 2)
    for pair in sorted(possible, key=lambda pair: expected(pair, documents)):
        if len(pairs) >= least and size + expected(pair, documents) > room:
            break
        pairs.append(pair)
        size += expected(pair, documents)
    return pairs, size


def either(groups: Iterable[Sequence[Term]]) -> str:
    """A tsquery of texts that have all words of one of the groups."""
    return "|".join(f"({all_of(group)})" for group in groups)


class _Gathering(NamedTuple):
    meaning: Meaning
    sources: Sequence[Source]
    user: Reader
    narrowed: Narrowing

    def answering(self, terms: Sequence[Term], narrowed: Narrowing) -> Gathered:
        """Texts with all of the words, of which the rarest come first, or with most of them.

        Where no two of them are together, those with the rarest that operators leave any of.
        """
        documents = self.meaning.corpus.documents
        rare, room = rarest(terms, ROOM)
        others = terms[len(rare) :]
        if rare:
            pairs, _size = rarest_pairs(others, documents, room)
            rows = self.weighed(either([*([term] for term in rare), *pairs]))
            if not rows and others:
                return self.answering(others, narrowed)
            if len(rows) < BUDGET:  # else they are in more texts than when they were counted
                return Gathered(self.joined(rows, others), [], True, True)
        size = expected(terms, documents)
        found = self.latest(all_of(terms), size)
        if len(found.rows) < BUDGET:
            rows = self.joined(found.rows, terms) if terms[1:] else found.rows
            if rows or not terms[1:]:
                return Gathered(rows, [], True, True)
            found = self.answering(terms[:1], narrowed)
            if found.rows or found.others:
                return found
            return self.answering(terms[1:MOST_PAIRED], narrowed)
        if not narrowed.is_filtered:
            return found
        passing = self._replace(narrowed=narrowed).latest(all_of(terms), size)
        return passing._replace(
            others=passing.others + found.rows + found.others, is_whole=found.is_whole
        )

    def joined(self, rows: list[Row], terms: Sequence[Term]) -> list[Row]:
        """Where there are few: with texts that have two of these words, then with those of the rarest."""
        if len(rows) < FEW and len(terms) > 1:
            pairs, size = rarest_pairs(terms, self.meaning.corpus.documents, ROOM, least=1)
            rows = together(rows, self.latest(either(pairs), size).rows)
        if rows and len(rows) < FEW and terms and terms[0].documents <= BUDGET:
            rows = together(rows, self.weighed(any_of(terms[0].lexemes), ROOM))
        return rows

    def weighed(self, wanted: str, most: int = BUDGET) -> list[Row]:
        return weigh(
            self.meaning, self.sources, self.user, self.narrowed, wanted, most=most, read=BUDGET
        )

    def latest(self, wanted: str, size: int) -> Gathered:
        """The newest of about so many rows; of very many those among the newest of all.

        To sort a hundred thousand by date takes a page of the table for each. A window of moments,
        which an index gives, holds twice as many as there is room for, if the words are as frequent
        in it as elsewhere. If they aren't, all rows are sorted.
        """
        if size > MANY:
            back = 2 * BUDGET * self.meaning.corpus.documents // size
            window = self._replace(narrowed=self.narrowed._replace(back=back))
            rows = window.weighed(wanted, SAMPLE)
            if len(rows) >= BUDGET:
                return parted(rows, is_whole=False)
        rows = self.weighed(wanted, SAMPLE + 1)
        versions = Counter((row.source, row.language) for row in rows)
        return parted(rows, is_whole=max(versions.values(), default=0) <= SAMPLE)


def parted(rows: Iterable[Row], is_whole: bool) -> Gathered:
    read: list[Row] = []
    others: list[Row] = []
    for row in rows:
        (read if row.has else others).append(row)
    return Gathered(read, others, is_whole, is_whole)


def together(rows: list[Row], more: Iterable[Row]) -> list[Row]:
    seen = {row[:3] for row in rows}
    return rows + [row for row in more if row[:3] not in seen]
