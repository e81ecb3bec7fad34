"""What a search is asked for and what it answers: the shapes that pages, feeds and tests share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from search.asking import Query
from search.sources import Found, Hit

if TYPE_CHECKING:
    from search.bets import Bet

PAGE_SIZE = 20
MAX_PAGES = 25
COUNTED = 10_000  # counting stops here: “over 10,000”


@dataclass(frozen=True)
class Wish:
    """What a reader asks for. Every field but the query narrows; unknown values find nothing."""

    query: Query
    kind: str = ""  # the name of a Kind
    language: str = ""
    period: str = ""  # week, month, year, or a year’s number
    place: str = ""  # “<source>-<key>”: a section, a topic of the blog
    author: str = ""  # “<source>-<key>”
    by_date: bool = False
    page: int = 1
    verbatim: bool = False  # look for what was typed, mend nothing


class Count(NamedTuple):
    number: int
    is_more: bool = False  # there are more: “over 10,000”


NOTHING = Count(0)


@dataclass(frozen=True)
class Choice:
    """A tab or a filter's value."""

    value: str
    label: str
    count: Count
    is_chosen: bool = False


class Piece(NamedTuple):
    text: str
    is_match: bool = False


class Result(NamedTuple):
    """A hit as the page shows it, with the matches told from the rest."""

    hit: Hit
    found: Found
    kind: str
    title: list[Piece]
    snippet: list[Piece]  # some 200 characters around the best match


@dataclass(frozen=True)
class Results:
    wish: Wish
    results: list[Result] = field(default_factory=list)
    total: Count = NOTHING
    with_all_words: Count = NOTHING  # less than total when further ones have most of the words
    page_count: int = 1  # at most MAX_PAGES
    kinds: list[Choice] = field(default_factory=list)
    languages: list[Choice] = field(default_factory=list)
    periods: list[Choice] = field(default_factory=list)
    places: list[Choice] = field(default_factory=list)
    authors: list[Choice] = field(default_factory=list)
    mended: str = ""  # the query these are for, when it isn't the one that was typed
    doubtful: tuple[str, ...] = ()  # words of the query that nothing has
    says_nothing: bool = False  # there are words, but only such as are in nearly every text
    nearest: tuple[str, ...] = ()  # queries to try, when nothing was found
    best: list[Bet] = field(default_factory=list)
    is_cut_short: bool = (
        False  # it took too long, or too many searched at once: what is here isn't all
    )
