"""What all deeds share: who may, what the changed rows said before, and the log."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Field, Model

from accounts.models import User
from forum.models import Action, Discussion, Poll, Post, Report, Suspension, Topic, Verb
from forum.refusals import NotAllowed, NotUndoable
from forum.standing import is_moderator

Rows = dict[str, dict[str, dict[str, list[Any]]]]  # by model, row and field: before and after

MODELS: dict[str, type[Model]] = {
    "topic": Topic,
    "post": Post,
    "report": Report,
    "suspension": Suspension,
    "poll": Poll,
    "discussion": Discussion,
}


def require(moderator: User) -> None:
    """Raises NotAllowed. One query at most."""
    if not is_moderator(moderator):
        raise NotAllowed


@dataclass
class Changes:
    """Rows as they were before a deed and after it: enough to put them back, or to see it is too late."""

    rows: Rows = field(default_factory=dict)

    def make(self, row: Model, **values: Any) -> None:
        """Change the row and remember how. One query."""
        remembered = self.rows.setdefault(str(row._meta.model_name), {})
        fields = remembered.setdefault(str(row.pk), {})
        for name, value in values.items():
            attname = _field(row, name).attname
            before = _plain(getattr(row, attname))
            setattr(row, name, value)
            first, _after = fields.get(name, (before, None))
            fields[name] = [first, _plain(getattr(row, attname))]
        row.save(update_fields=list(values))


def log(
    verb: Verb,
    moderator: User | None,
    *,
    topic: Topic | None = None,
    post: Post | None = None,
    member: User | None = None,
    note: str = "",
    before: dict[str, Any] | None = None,
) -> Action:
    return Action.objects.create(
        verb=verb,
        actor=moderator,
        topic=topic,
        post=post,
        member=member,
        note=note,
        before=before or {},
    )


def put_back(rows: Rows) -> None:
    """Raises NotUndoable where a row says by now something else than the deed left. A query for each."""
    for kind, remembered in rows.items():
        model = MODELS[kind]
        found = model._default_manager.select_for_update().in_bulk(sorted(map(int, remembered)))
        for pk, fields in remembered.items():
            row = found.get(int(pk))
            if row is None:
                raise NotUndoable
            for name, (before, after) in fields.items():
                known = _field(row, name)
                if getattr(row, known.attname) != known.to_python(after) or _is_gone(known, before):
                    raise NotUndoable
                setattr(row, known.attname, known.to_python(before))
            row.save(update_fields=list(fields))


def _field(row: Model, name: str) -> Field[Any, Any]:
    found = row._meta.get_field(name)
    assert isinstance(found, Field)
    return found


def _is_gone(field: Field[Any, Any], pk: Any) -> bool:
    """Whether a row that another pointed to, such as a section, isn't there any more."""
    model = field.related_model
    if not (isinstance(model, type) and issubclass(model, Model)) or pk is None:
        return False
    return not model._default_manager.filter(pk=pk).exists()


def _plain(value: Any) -> Any:
    """As JSON has it; moments to the microsecond, which Django's own encoder cuts."""
    return value.isoformat() if isinstance(value, datetime.datetime) else value
