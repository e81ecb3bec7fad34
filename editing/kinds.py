"""What may be edited: each app announces its own in `edited.py`, and this app keeps its history.

A kind is a model whose words are there once for each language, beside `published_at`, `stage`, and
where they were translated from: `source`, a language, `source_revision`, the number of what was
translated, and `source_changed_at` (see `sources`). What of it is kept in a revision is plain: numbers
of rows, moments in UTC, names of files; an empty text and none are the same.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import (
    DateTimeField,
    Field,
    FileField,
    ForeignKey,
    ManyToManyField,
    Model,
)
from django.http import HttpRequest, HttpResponse

from core.languages import LANGUAGES

if TYPE_CHECKING:
    from editing.checking import Problem

Values = dict[str, Any]

STEPS = ("published_at", "stage", "source", "source_revision")  # kept of each language, no words


def nothing(*_given: Any) -> None:
    """For kinds of which nothing else has to happen."""


@dataclass(frozen=True)
class Kind:
    """`words` are what readers read and translators translate, of which `needed` may not be empty.

    `saved` is called with the row as it was, None if there was none, and as it is, in the same
    transaction; `came_out` by a job, once or more, after a language was published. `shown` answers
    with the page readers will have of a row in a language, with these values in place of its own.
    """

    model: type[Model]
    words: tuple[str, ...]
    needed: tuple[str, ...] = ("title", "body")
    addresses: tuple[str, ...] = ("slug",)  # there once for each language too, but no words
    shared: tuple[str, ...] = ()
    saved: Callable[[Any, Any], None] = nothing
    came_out: Callable[[Any, str], None] = nothing
    shown: Callable[[HttpRequest, Any, str, Values], HttpResponse] | None = None
    checks: tuple[Callable[[Values, str], Iterator[Problem]], ...] = ()  # see `checking`

    @property
    def names(self) -> list[str]:
        """Of everything that is kept."""
        return [each for code in LANGUAGES for each in self.names_in(code)] + list(self.shared)

    def names_in(self, language: str) -> list[str]:
        fields = (*self.words, *self.addresses, *STEPS)
        return [f"{field}_{language}" for field in fields]

    def words_in(self, language: str) -> list[str]:
        return [f"{field}_{language}" for field in self.words]

    def field(self, name: str) -> Field[Any, Any]:
        field = self.model._meta.get_field(name)
        assert isinstance(field, Field)
        return field

    def values(self, obj: Model) -> Values:
        """Everything that is kept of a row. A query for each relation to many."""
        return {name: self.plain(name, held(obj, self.field(name))) for name in self.names}

    def plain(self, name: str, value: Any) -> Any:
        """A value of this field, from a row, a form or a revision, as a revision has it."""
        field = self.field(name)
        match field:
            case ManyToManyField():
                return sorted(getattr(each, "pk", each) for each in value or ())
            case ForeignKey():
                return getattr(value, "pk", value)
            case FileField():
                return str(value or "")
            case DateTimeField():
                return moment(field.to_python(value))
        return value if value is not None else ""

    def put(self, obj: Model, values: Mapping[str, Any]) -> None:
        """Into the row, but for relations to many, which need it saved."""
        for name, value in values.items():
            field = self.field(name)
            if isinstance(field, ManyToManyField):
                continue
            if isinstance(field, ForeignKey):
                setattr(obj, field.attname, getattr(value, "pk", value))
            elif isinstance(field, FileField):
                setattr(obj, name, value or "")
            elif field.unique and not value:
                setattr(obj, name, None)
            else:
                setattr(obj, name, field.to_python(value))

    def put_relations(self, obj: Model, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            if isinstance(self.field(name), ManyToManyField):
                getattr(obj, name).set(self.plain(name, value))

    def still_there(self, name: str, value: Any) -> Any:
        """The value without rows that are gone: those a revision knew of. A query for a relation."""
        field = self.field(name)
        if not isinstance(field, ForeignKey | ManyToManyField) or not value:
            return value
        rows = field.related_model._base_manager
        if isinstance(field, ManyToManyField):
            return list(rows.filter(pk__in=value).values_list("pk", flat=True))
        return value if rows.filter(pk=value).exists() else None

    def columns(self, names: Iterable[str]) -> Iterator[str]:
        """What `update_fields` has to name, so that these are stored."""
        for name in names:
            field = self.field(name)
            if isinstance(field, ManyToManyField):
                continue
            yield name
            size = getattr(field, "width_field", None), getattr(field, "height_field", None)
            yield from filter(None, size)
        for each in self.model._meta.concrete_fields:
            if getattr(each, "auto_now", False):
                yield each.name


def held(obj: Model, field: Field[Any, Any]) -> Any:
    if isinstance(field, ManyToManyField):
        return getattr(obj, field.name).values_list("pk", flat=True) if obj.pk else ()
    return getattr(obj, field.attname)


def moment(value: datetime.datetime | None) -> str | None:
    return value.astimezone(datetime.UTC).isoformat() if value else None


_kinds: dict[type[Model], Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.model] = kind


def kind_of(obj: Model | type[Model]) -> Kind:
    """Raises LookupError where nobody announced it."""
    model = obj if isinstance(obj, type) else type(obj)
    return _kinds[model._meta.concrete_model or model]


def is_edited(model: type[Model]) -> bool:
    return model in _kinds
