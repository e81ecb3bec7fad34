"""What may be found: each app announces its own in `search_sources.py`, and the search asks it.

A source is rows of one model, each a document with a search column, or one for each language. The
search finds rows by their columns, counts them by kind, place and author, and lets the source say how
those of one page are shown.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    import datetime

    from django.utils.functional import _StrPromise

    from accounts.models import User

    Reader = User | AnonymousUser


NONE = Q(pk__in=[])  # true of no row


class Kind(NamedTuple):
    """A tab of the page. Sources of the same kind share it."""

    name: str  # in addresses: ?kind=topics
    label: str | _StrPromise
    condition: Q = Q()  # which rows of the source; all, if empty
    one: str | _StrPromise = ""  # what a single result is called, where that differs


class Found(NamedTuple):
    """One version of one row."""

    pk: int  # its key
    language: str  # of the version in which it was found


@dataclass(frozen=True)
class Hit:
    """A result as it is shown. Everything is plain text; marks are put in by the page."""

    title: str
    address: str
    text: str  # the words of the version that was found, whole; the page shows two lines of them
    language: str  # of the title and what the address leads to
    date: datetime.datetime | None = None
    author: str = ""
    place: str = ""  # where it is: a section, a topic's title
    place_address: str = ""
    note: str = ""  # as “answered”, “12 replies”


class Source(ABC):
    """`columns` are search columns by the language they are in; under "" one whose row says it.

    `moment`, `author`, `place` and `language` name columns of `rows`, through relations if need be.
    Rows are the same result, in other versions, when their `key` is the same.
    """

    name: str
    kinds: Sequence[Kind]
    columns: Mapping[str, str]
    moment: str
    author: str | None = None  # a key that is counted: author_id
    place: str | None = None  # likewise: topic__section_id
    language: str | None = None
    key = "pk"  # a number

    @property
    def has_versions(self) -> bool:
        """One result may be found several times over."""
        return len(self.columns) > 1 or self.key != "pk"

    @abstractmethod
    def rows(self, user: Reader) -> QuerySet[Any]:
        """What this reader may find: `visible_to(user)`, with nothing loaded and in no order."""

    def moment_in(self, language: str) -> str:
        """The column of a version's moment, where its versions have one each."""
        return self.moment

    def everything(self) -> QuerySet[Any]:
        """Whatever the table has: to measure by, never to be shown."""
        return self.rows(AnonymousUser()).model._base_manager.all()  # type: ignore[no-any-return]

    def version(self, rows: QuerySet[Any], language: str) -> QuerySet[Any]:
        """Those of the rows of which readers have the version in a language of `columns`."""
        return rows

    @abstractmethod
    def hits(self, found: Collection[Found], user: Reader) -> dict[Found, Hit]:
        """How those of one page are shown, in the language in force; at most three queries.

        What has gone since it was found is left out.
        """

    @abstractmethod
    def texts(self, user: Reader) -> QuerySet[Any, Any]:
        """(title, text) of every document as tuples, plain, for counting words: newest first."""

    def by_author(self, name: str) -> Q | None:
        """Rows of an author so called; None when the source has no authors."""
        return None

    def of_author(self, key: int) -> Q:
        """Rows whose `author` it is: a condition that an index answers, where there is one."""
        return Q(**{self.author: key}) if self.author else NONE

    def in_place(self, name: str) -> Q | None:
        """Rows in a section or under a topic, by its address or title."""
        return None

    def author_names(self, keys: Collection[int]) -> dict[int, str]:
        return {}

    def place_names(self, keys: Collection[int]) -> dict[int, str]:
        return {}

    def titles(self, words: SearchQuery, user: Reader, limit: int) -> list[Suggested]:
        """Titles that have these words, newer first, for the suggestions; bounded at any size."""
        return []


class Suggested(NamedTuple):
    title: str
    address: str
    place: str = ""


_sources: list[Source] = []


def register(source: Source) -> None:
    """Later ones are shown after earlier ones. Raises ValueError when another kind has a kind's name."""
    taken = {kind.name: kind for each in _sources for kind in each.kinds}
    if names := [each.name for each in source.kinds if taken.get(each.name, each) is not each]:
        raise ValueError(f"Kinds of results that are there already: {', '.join(sorted(names))}")
    _sources.append(source)


def all_sources() -> tuple[Source, ...]:
    return tuple(_sources)
