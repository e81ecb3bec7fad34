"""Which texts may answer: a bounded number of them, from every source.

The cost of a search is in reading texts' vectors, some 10 µs each, not in the index. So only texts
with the rarest words of the query are read, as many of them as BUDGET; whatever has all words has
those. When even the rarest word is in more texts, the newest that have all words are read.
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
SAMPLE = 1_000  # texts of each version that are counted, where more have all words
MANY = 5_000  # texts that aren't all sorted by date, 2 µs each
FEW = 20  # with all words: fewer are joined by what has most of them


class Gathered(NamedTuple):
    rows: list[Row]
    others: list[Row]  # that have all words and weren't read
    is_whole: bool  # nothing else has all words
    is_filtered_whole: bool  # nothing else that passes the filters


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
            return Gathered(rows, [], True, True)
    documents = meaning.corpus.documents
    found = search.latest(all_of(strong), expected(strong, documents))
    rows = found.rows
    if len(rows) >= BUDGET:
        if not narrowed.is_filtered:
            return found
        passing = search._replace(narrowed=narrowed).latest(
            all_of(strong), expected(strong, documents)
        )
        return passing._replace(
            others=passing.others + rows + found.others, is_whole=found.is_whole
        )
    if len(rows) < FEW and len(strong) > 1:
        pairs, size = rarest_pairs(strong[:4], documents)
        seen = {row[:3] for row in rows}
        any_pair = "|".join(f"({all_of(pair)})" for pair in pairs)
        rows += [row for row in search.latest(any_pair, size).rows if row[:3] not in seen]
    return Gathered(rows, [], True, True)


def expected(terms: Iterable[Term], documents: int) -> int:
    """How many texts would have all the words, were words strewn by chance: there are rarely fewer."""
    return int(documents * prod(min(1, term.documents / documents) for term in terms))


def rarest_pairs(terms: Sequence[Term], documents: int) -> tuple[list[tuple[Term, Term]], int]:
    """Those with fewest texts, until they fill the budget; and how many texts they have."""
    pairs, size = [], 0
    for pair in sorted(combinations(terms, 2), key=lambda pair: expected(pair, documents)):
        pairs.append(pair)
        size += expected(pair, documents)
        if size >= BUDGET:
            break
    return pairs, size


class _Gathering(NamedTuple):
    meaning: Meaning
    sources: Sequence[Source]
    user: Reader
    narrowed: Narrowing

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


def rarest(terms: Sequence[Term]) -> list[Term]:
    """As many of the rarest words as there is room for their texts."""
    room, chosen = BUDGET, []
    for term in terms:
        room -= term.documents
        if room < 0:
            break
        chosen.append(term)
    return chosen
