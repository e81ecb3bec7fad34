"""Languages that come out at an hour to come, and what is done once when they do.

Readers have a text from its hour on, whether anything runs here or not: they ask the clock. What is
left for the job is to write it into the history and to tell whoever has to know. It comes at the
hour itself, and another looks every minute for what that one missed, as when no worker ran.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from procrastinate.contrib.django import app

from editing.history import Change, record
from editing.kinds import Values, kind_of
from editing.models import Appointment, What, about

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)


def follow(obj: Model, steps: Mapping[str, What], values: Values, by: User | None) -> None:
    """What these steps mean for the hours to come. Part of the transaction that takes them."""
    for language, step in steps.items():
        if step == What.SCHEDULED:
            at = datetime.datetime.fromisoformat(values[f"published_at_{language}"])
            arrange(obj, language, at, by)
        elif step in (What.PUBLISHED, What.WITHDRAWN):
            Appointment.objects.filter(about(obj), language=language).delete()
        if step == What.PUBLISHED:
            tell(obj, language)


def arrange(obj: Model, language: str, at: datetime.datetime, by: User | None) -> None:
    Appointment.objects.bulk_create(
        [Appointment(object=obj, language=language, at=at, made_by=by)],
        update_conflicts=True,
        unique_fields=["content_type", "object_id", "language"],
        update_fields=["at", "made_by"],
    )
    app.configure_task("editing.keep_appointments", schedule_at=at).defer()


def tell(obj: Model, language: str) -> None:
    """A job that calls the kind's `came_out`, as part of this transaction."""
    app.configure_task("editing.tell").defer(label=obj._meta.label, pk=obj.pk, language=language)


def keep_due() -> int:
    """See to every language whose hour has come; how many there were. Safe for several workers.

    One that fails waits for the next time and holds nobody else up.
    """
    due = Appointment.objects.filter(at__lte=timezone.now()).order_by("at")
    kept = 0
    for appointment in due:
        try:
            kept += _keep(appointment)
        except Exception:
            logger.exception("A publication was not seen to")
    return kept


@transaction.atomic
def _keep(appointment: Appointment) -> bool:
    """The text first, then the appointment: in the order in which a save locks them."""
    model = appointment.content_type.model_class()
    assert model is not None
    rows = model._base_manager.select_for_update(of=("self",))
    obj = rows.filter(pk=appointment.object_id).first()
    due = Appointment.objects.filter(pk=appointment.pk, at__lte=timezone.now())
    mine = due.select_for_update().first()
    if mine is None:  # another worker was here, or an editor thought otherwise
        return False
    mine.delete()
    if obj is None or getattr(obj, f"published_at_{mine.language}") != mine.at:
        return False
    values = kind_of(obj).values(obj)
    change = Change(kind_of(obj), values, values)
    record(obj, change, by=mine.made_by, what=What.PUBLISHED, at=mine.at, came_out=[mine.language])
    tell(obj, mine.language)
    return True
