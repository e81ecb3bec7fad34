"""Who has a text open, so that two people don't write one text without knowing."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db.models import Model
from django.utils import timezone

from editing.models import Presence, about

if TYPE_CHECKING:
    from accounts.models import User

LIFE = datetime.timedelta(seconds=40)  # a page says every fifteen that it is still there


def come(person: User, obj: Model) -> None:
    """Here, now. One statement, however many pages say so at once."""
    Presence.objects.bulk_create(
        [Presence(person=person, object=obj, seen_at=timezone.now())],
        update_conflicts=True,
        unique_fields=["content_type", "object_id", "person"],
        update_fields=["seen_at"],
    )


def leave(person: User, obj: Model) -> None:
    Presence.objects.filter(about(obj), person=person).delete()


def others(person: User, obj: Model) -> list[Presence]:
    """Who else is here, the latest first; `person` of each is loaded. One query."""
    here = Presence.objects.filter(about(obj), seen_at__gt=timezone.now() - LIFE)
    return list(here.exclude(person=person).select_related("person").order_by("-seen_at"))


def tidy() -> None:
    Presence.objects.filter(seen_at__lt=timezone.now() - LIFE).delete()
