"""What somebody is writing, kept while they write: a lost page loses nothing the server has."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from editing.models import Draft
from editing.refusals import Conflict

if TYPE_CHECKING:
    from accounts.models import User

LIFE = datetime.timedelta(days=90)


def keep(
    person: User, obj: Model, fields: Mapping[str, Any], *, based_on: int, key: str = ""
) -> Draft:
    """In the place of what this person wrote there before. Values are plain JSON. Two queries.

    Of a thing that isn't there yet, `key` says which it is.
    """
    draft, _is_new = Draft.objects.update_or_create(
        person=person,
        **place(obj, key),
        defaults={"fields": dict(fields), "based_on": based_on, "saved_at": timezone.now()},
    )
    return draft


def keep_after(
    person: User,
    obj: Model,
    fields: Mapping[str, Any],
    *,
    based_on: int,
    key: str = "",
    known: str = "",
) -> Draft | None:
    """The same, unless another draft waits than the one that the page knows of; `known` is its mark.

    None if so: nobody's earlier words go because a page did not know of them. Five queries.
    """
    with transaction.atomic():
        rows = Draft.objects.filter(person=person, **place(obj, key))
        present = rows.select_for_update().first()
        if present and mark(present) != known and present.fields != dict(fields):
            return None
        return keep(person, obj, fields, based_on=based_on, key=key)


def mark(draft: Draft | None) -> str:
    """By which a page says what draft it knows; empty of none."""
    return draft.saved_at.astimezone(datetime.UTC).isoformat() if draft else ""


def keep_refused(person: User, conflict: Conflict) -> Draft:
    """What could not be saved, because somebody else was quicker."""
    return keep(person, conflict.obj, conflict.fields, based_on=conflict.based_on)


def waiting(person: User, obj: Model, key: str = "") -> Draft | None:
    """One query."""
    return Draft.objects.filter(person=person, **place(obj, key)).first()


def of(person: User) -> QuerySet[Draft]:
    return Draft.objects.filter(person=person).order_by("-saved_at")


def discard(person: User, obj: Model, key: str = "") -> None:
    Draft.objects.filter(person=person, **place(obj, key)).delete()


def place(obj: Model, key: str) -> dict[str, Any]:
    kind = ContentType.objects.get_for_model(obj)
    return {"content_type": kind, "object_id": obj.pk or 0, "key": "" if obj.pk else key}


def tidy() -> None:
    """Delete what nobody came back to."""
    Draft.objects.filter(saved_at__lt=timezone.now() - LIFE).delete()
