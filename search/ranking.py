"""What makes a text a good answer: every weight of the search, and the SQL that weighs.

BM25 over the lexemes of the query, each word worth the more the fewer texts have it. How often a
lexeme occurs is not in reach of SQL, but `ts_rank` of a single one is a function of it: for n times
it is the sum of 1/j² for j up to n, divided by π²/6, which 0.6449·r / (1 − r) turns back into n, nearly.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.understanding import Term

# Chosen by `manage.py evaluate_search` over questions in both languages and those of tests/search.
K1, B = (
    0.9,
    0.4,
)  # BM25: how soon repetition stops counting, how much a long text is held against it
LONG = 5.0  # times the length of others: more isn't held against a text, or lines of a forum beat articles
TITLE = 2.0  # occurrences that one in the title is worth in addition
SUMMARY = 0.5
FORM = 1.0  # a form of the word that only a dictionary brings together with it
SPELLING = 0.9  # what the glossary says is the same
MENDED = (1.0, 0.7, 0.5)  # what a mistyped word may have been, the likeliest first
NEAR, ADJACENT = (
    0.1,
    0.2,
)  # of a word's worth, when its neighbour in the query is near it in the text
WEAK, FAINT = 0.2, 0.5  # question words, and those of the kind of “name” in “name the river that”
ALL_WORDS = 1.1
FRESH = 0.06  # a text of today against one of long ago; a half of it after a year
READERS_LANGUAGE = 1.05

_WEAK = frozenset(
    # Lexemes: of какой, какая, сколько, каков, кого, кому, который, такой, чего, чему
    "как скольк каков ког ком котор такой чег чем этот явля много mani much would could kind sort".split()
)
_FAINT = frozenset("называ назыв сво type call name назов опиш describ give".split())


def faintness(lexeme: str) -> float:
    """What is left of a word's weight: questions have words that answers don't."""
    return WEAK if lexeme in _WEAK else FAINT if lexeme in _FAINT else 1.0


def quoted(lexeme: str) -> str:
    """A lexeme inside a tsquery."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def any_of(lexemes: Mapping[str, float]) -> str:
    """A tsquery of texts with one of them."""
    return "(" + "|".join(quoted(lexeme) for lexeme in lexemes) + ")"


def all_of(terms: Sequence[Term]) -> str:
    return "&".join(any_of(term.lexemes) for term in terms)


def idf(term: Term, documents: int) -> float:
    found = min(max(term.documents, 1), documents)
    return math.log(1 + (documents - found + 0.5) / (found + 0.5)) * term.faintness


def score_sql(terms: Sequence[Term], documents: int) -> tuple[str, list[object]]:
    """The score of a row with `v`, its vector, and `k`, BM25's constant for its length."""
    parts: list[str] = []
    params: list[object] = []
    for term in terms:
        counted = " + ".join(
            "CASE WHEN v @@ %s::tsquery"
            " THEN %s * (1 / (1 - ts_rank('{1,1,1,1}', v, %s::tsquery)) - 1)"
            " + CASE WHEN v @@ %s::tsquery THEN %s WHEN v @@ %s::tsquery THEN %s ELSE 0 END"
            " ELSE 0 END"
            for _lexeme in term.lexemes
        )
        parts.append(f"%s * (1 - k / ({counted} + k))")
        params.append((K1 + 1) * idf(term, documents))
        for lexeme, weight in term.lexemes.items():
            same = quoted(lexeme)
            params += [same, 0.6449 * weight, same]
            params += [f"{same}:A", TITLE * weight, f"{same}:B", SUMMARY * weight]
    for one, other in pairwise(terms):
        worth = min(idf(one, documents), idf(other, documents))
        first, second = any_of(one.lexemes), any_of(other.lexemes)
        parts.append(
            "CASE WHEN NOT v @@ %s::tsquery THEN 0"
            " WHEN v @@ %s::tsquery THEN %s WHEN v @@ %s::tsquery THEN %s ELSE 0 END"
        )
        nearby = "|".join(f"({first}<{distance}>{second})" for distance in (2, 3, 4))
        params += [
            f"{first}&{second}",
            f"{first}<->{second}",
            ADJACENT * worth,
            nearby,
            NEAR * worth,
        ]
    return " + ".join(parts) or "0", params
