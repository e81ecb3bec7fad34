"""What somebody is at themselves: words they haven't saved, and texts that readers don't have yet."""

from __future__ import annotations

import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.db.models.fields.json import KT
from django.utils.http import urlencode

from core.languages import LANGUAGES, current_language
from editing import drafting, rules
from editing.desk.start.shelves import MOST, Line, Rows, Shelf, Shelves, first_of
from editing.desk.start.waiting import history
from editing.kinds import Kind
from editing.models import Revision
from editing.states import Stage, State, state

if TYPE_CHECKING:
    from accounts.models import User

ASIDE = (State.DRAFT, State.WITHDRAWN)  # of a language that waits for nobody but its writer
LATELY = 300  # saves of a person
OF_A_LANGUAGE = ("title", "moment", "stage", "begun")


class Own(NamedTuple):
    line: Line
    states: list[tuple[str, State]]  # of the languages that are theirs to finish


def unsaved(person: User, shelves: Shelves) -> list[Line]:
    """Drafts of texts they may open still, and of those that aren't there yet. One query."""
    if not shelves:
        return []
    known = [
        Q(content_type=shelf.content_type)
        & (Q(object_id=0) | Exists(shelf.texts.filter(pk=OuterRef("object_id"))))
        for shelf in shelves.values()
    ]
    titles = {f"of_title_{code}": KT(f"fields__title_{code}") for code in LANGUAGES}
    found = drafting.of(person).filter(reduce(or_, known)).annotate(**titles)
    kinds = {shelf.content_type.pk: shelf for shelf in shelves.values()}
    rows = found.values_list("content_type", "object_id", "key", "saved_at", *titles)
    return [
        named(titles, resumed(kinds[kind], pk, key), at, "…")
        for kind, pk, key, at, *titles in rows[: MOST + 1]
    ]


def resumed(shelf: Shelf, pk: int, key: str) -> str:
    """The address at which the form opens with the draft in it."""
    page = shelf.desk.address("change", pk) if pk else shelf.desk.address("add")
    return f"{page}?{urlencode({'draft': key or 'mine'})}"


def begun(person: User, shelves: Shelves) -> list[Own]:
    """Texts they began, or saved last, with a language that is a draft or withdrawn. One query.

    Of those they saved lately: whoever has saved so often since will not look for it here.
    """
    parts = [own(person, shelf) for shelf in shelves.values()]
    return [read(shelves, *row) for row in first_of(parts, "-of_moment")]


def own(person: User, shelf: Shelf) -> Rows:
    kind = shelf.desk.kind
    mine = Revision.objects.filter(content_type=shelf.content_type, saved_by=person)
    last = history(shelf).order_by("-number")
    rows = shelf.texts.filter(
        reduce(or_, (is_aside(kind, code) for code in LANGUAGES)),
        pk__in=mine.order_by("-pk").values("object_id")[:LATELY],
    ).alias(last_by=Subquery(last.values("saved_by")[:1]))
    rows = rows.filter(rules.begun_by(person, kind.model) | Q(last_by=person.pk))
    values: dict[str, Any] = {
        "of_kind": Value(shelf.label),
        "of_pk": F("pk"),
        "of_moment": Subquery(last.values("saved_at")[:1]),
    }
    for code in LANGUAGES:
        values[f"of_title_{code}"] = F(f"title_{code}")
        values[f"of_published_{code}"] = F(f"published_at_{code}")
        values[f"of_stage_{code}"] = F(f"stage_{code}")
        values[f"of_words_{code}"] = ExpressionWrapper(is_begun(kind, code), BooleanField())
    found: Rows = rows.annotate(**values).values_list(*values)
    return found


def is_begun(kind: Kind, language: str) -> Q:
    return reduce(or_, (Q(**{f"{name}__gt": ""}) for name in kind.words_in(language)))


def is_aside(kind: Kind, language: str) -> Q:
    stages = {f"stage_{language}__in": (Stage.DRAFT, Stage.WITHDRAWN)}
    return Q(**{f"published_at_{language}": None}, **stages) & is_begun(kind, language)


def read(shelves: Shelves, label: str, pk: int, at: datetime.datetime, *columns: Any) -> Own:
    width = len(OF_A_LANGUAGE)
    each = [columns[place : place + width] for place in range(0, len(columns), width)]
    states = [
        (code, state(moment, stage, is_begun=bool(has_words)))
        for code, (_title, moment, stage, has_words) in zip(LANGUAGES, each, strict=True)
    ]
    titles = [title for title, *_more in each]
    address = shelves[label].desk.address("change", pk)
    return Own(named(titles, address, at, f"#{pk}"), [pair for pair in states if pair[1] in ASIDE])


def named(titles: list[str | None], address: str, at: datetime.datetime, otherwise: str) -> Line:
    """By the title in the language in force, or in another that has one."""
    pairs = sorted(
        zip(LANGUAGES, titles, strict=True), key=lambda pair: pair[0] != current_language()
    )
    language, title = next((pair for pair in pairs if pair[1]), (pairs[0][0], otherwise))
    return Line(title or otherwise, language, address, at)
