"""All kinds of texts side by side: what somebody may open of each, and lines of a list across them.

A list asks once for all kinds together, however many there are, and never for a body.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, F, Q, QuerySet, Value
from django.http import HttpRequest
from django.utils.http import urlencode

from core.languages import LANGUAGES
from editing import rules
from editing.desk.page import DeskAdmin

if TYPE_CHECKING:
    from accounts.models import User

MOST = 8  # lines of a panel; the list has the rest

Rows = QuerySet[Any, Any]


class Line(NamedTuple):
    """A text, or one language of it: what it is called, where it opens, and since or until when."""

    title: str
    language: str  # of the title
    address: str
    at: datetime.datetime | None


class Whole(NamedTuple):
    """The list of a kind, asked for what a panel shows the beginning of; how many there are, if known."""

    kind: str
    address: str
    number: int | None = None


class Shelf(NamedTuple):
    """A kind, and of its texts those that whoever asks may open."""

    desk: DeskAdmin
    texts: Rows

    @property
    def label(self) -> str:
        return self.desk.opts.label_lower

    @property
    def content_type(self) -> ContentType:
        return ContentType.objects.get_for_model(self.desk.model)

    def lines(
        self, where: Q, language: str, *, at: Any, number: Any = None, source: str = ""
    ) -> Rows:
        """For `first_of`: a language of the texts, with a moment to be ordered by, and a number."""
        values = {
            "of_kind": Value(self.label),
            "of_pk": F("pk"),
            "of_language": Value(language),
            "of_title": F(f"title_{language}"),
            "of_source": Value(source),
            "of_moment": at,
            "of_number": Value(0) if number is None else number,
        }
        found: Rows = self.texts.filter(where).annotate(**values).values_list(*values)
        return found


Shelves = dict[str, Shelf]


class Row(NamedTuple):
    """What `Shelf.lines` asks for."""

    label: str
    pk: int
    language: str
    title: str | None
    source: str
    moment: datetime.datetime | None
    number: int | None

    def line(self, shelves: Shelves, anchor: str = "") -> Line:
        address = shelves[self.label].desk.address("change", self.pk)
        return Line(self.title or f"#{self.pk}", self.language, f"{address}{anchor}", self.moment)


def open_to(request: HttpRequest) -> Shelves:
    """Of all kinds that whoever asks may write; by the names of their models."""
    desks = (each for each in admin.site._registry.values() if isinstance(each, DeskAdmin))
    written = (desk for desk in desks if desk.has_change_permission(request))
    shelves = (Shelf(desk, plain(desk.get_queryset(request))) for desk in written)
    return {shelf.label: shelf for shelf in shelves}


def plain(rows: Rows) -> Rows:
    """The same without modeltranslation's, which gives columns in any order: a union needs them in one."""
    return QuerySet(rows.model, rows.order_by().query)


def may_publish(person: User, shelves: Shelves) -> bool:
    return any(rules.may_publish(person, shelf.desk.model) for shelf in shelves.values())


def first_of(parts: Sequence[Rows], order: str) -> list[Any]:
    """Of all parts together, one more than a panel shows. One query, none where there is no part."""
    if not parts:
        return []
    first, *others = (each.order_by(order)[: MOST + 1] for each in parts)
    if not others:
        return list(first)
    return list(first.union(*others, all=True).order_by(order)[: MOST + 1])


def lists(shelves: Shelves, **query: str) -> dict[str, Whole]:
    """By kind. `query` is what the list understands."""
    return {
        label: Whole(
            str(shelf.desk.opts.verbose_name_plural),
            f"{shelf.desk.address('changelist')}?{urlencode(query)}",
        )
        for label, shelf in shelves.items()
    }


def counted(shelves: Shelves, condition: Callable[[str], Q], **query: str) -> list[Whole]:
    """The same with the number of texts of which a language meets the condition. One query."""
    anywhere = reduce(or_, map(condition, LANGUAGES))
    first, *others = (
        shelf.texts.filter(anywhere)
        .annotate(of_kind=Value(label))
        .values("of_kind")
        .annotate(of_number=Count("pk"))
        .values_list("of_kind", "of_number")
        for label, shelf in shelves.items()
    )
    whole = lists(shelves, **query)
    found = first.union(*others, all=True)
    return [whole[label]._replace(number=number) for label, number in found if number]
