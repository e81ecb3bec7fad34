"""What operators and filters leave of the rows of a source."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.postgres.search import SearchQuery
from django.core.cache import cache
from django.db.models import Func, IntegerField, Q, QuerySet, Value
from django.db.models.lookups import Exact

from search.columns import CONFIGURATION, Fold

if TYPE_CHECKING:
    from search.asking import Query
    from search.choosing import Chosen
    from search.sources import Reader, Source

KEPT = 600  # seconds that a window's beginning is remembered: meanwhile it grows by what is new
ALWAYS = datetime.datetime.min.replace(tzinfo=datetime.UTC)


class Narrowing(NamedTuple):
    """What operators and filters leave: conditions on the rows of each source."""

    query: Query
    chosen: Chosen | None = None  # filters; without them, whoever asks applies them
    back: int = 0  # only the newest so many rows of each version; all, if zero

    @property
    def is_filtered(self) -> bool:
        return self.chosen is not None and not self.chosen.is_open

    def rows(self, source: Source, user: Reader) -> QuerySet[Any] | None:
        """What is left of a source, but for dates; None when an operator asks for what it hasn't got."""
        conditions = [self.chosen.condition(source)] if self.chosen else []
        conditions += [source.by_author(name) for name in self.query.authors]
        conditions += [source.in_place(name) for name in self.query.places + self.query.topics]
        if None in conditions:
            return None
        return source.rows(user).filter(*conditions)

    def dates(self, source: Source, language: str) -> Q | None:
        """When a version has to be from; None when no version is from then."""
        moment = source.moment_in(language)
        condition = self.chosen.period(moment) if self.chosen else Q()
        if condition is None:
            return None
        if self.query.before:
            condition &= Q(**{f"{moment}__date__lt": self.query.before})
        if self.query.after:
            condition &= Q(**{f"{moment}__date__gte": self.query.after})
        return condition

    @property
    def languages(self) -> set[str]:
        """Asked for by operator or filter."""
        return {self.query.language, self.chosen.values["language"] if self.chosen else ""} - {""}

    def words(self, column: str) -> Q:
        """Phrases it has, and what it hasn't."""
        condition = Q()
        for phrase in self.query.phrases:
            condition &= Q(**{column: exactly(phrase)}) | Q(says_nothing(phrase))
        for without in self.query.without:
            condition &= ~Q(**{column: exactly(without)})
        return condition


def recent(source: Source, language: str, back: int) -> Q:
    """Rows newer than the one about so far back: up to a quarter more.

    One look along an index of moments, of some 80 µs for a thousand rows, in ten minutes.
    """
    moment = source.moment_in(language)
    step = 1 << max(0, back.bit_length() - 3)  # few different ones are asked for
    back = -(-back // step) * step
    key = f"search:recent:{source.name}:{language}:{back}"
    last = cache.get(key)
    if last is None:
        rows = source.version(source.everything(), language).order_by(f"-{moment}", "-pk")
        last = rows.values_list(moment, flat=True)[back : back + 1].first() or ALWAYS
        cache.set(key, last, KEPT)
    return Q(**{f"{moment}__gt": last}) if last != ALWAYS else Q()


def exactly(words: Collection[str]) -> SearchQuery:
    return SearchQuery(Fold(Value(" ".join(words))), config=CONFIGURATION, search_type="phrase")


def says_nothing(words: Collection[str]) -> Exact:
    """Whether they are words that no text is found by: to be planned away, not executed."""
    return Exact(Func(exactly(words), function="numnode", output_field=IntegerField()), Value(0))


def chosen_kind(source: Source, narrowed: Narrowing) -> Q | None:
    """The condition of the kind that was chosen; None when it is of another source."""
    name = narrowed.chosen.values["kind"] if narrowed.chosen else ""
    if not name:
        return Q()
    return next((kind.condition for kind in source.kinds if kind.name == name), None)
