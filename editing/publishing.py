"""A text's way to readers, a language at a time. Each step is a save, and twice is once.

All raise what `saving.save` does; `note` is for the colleague who reads the history.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.utils import timezone

from editing import saving
from editing.models import Revision
from editing.states import Stage, has_come

if TYPE_CHECKING:
    import datetime

    from accounts.models import User


def send_to_review(
    obj: Model, language: str, *, by: User | None, based_on: int, note: str = ""
) -> Revision:
    fields = {f"stage_{language}": Stage.REVIEW}
    return saving.save(obj, fields, by=by, based_on=based_on, note=note)


def send_back(
    obj: Model, language: str, *, by: User | None, based_on: int, note: str = ""
) -> Revision:
    """To whoever writes it, from review; or taken back by them."""
    fields = {f"stage_{language}": Stage.DRAFT}
    return saving.save(obj, fields, by=by, based_on=based_on, note=note)


def schedule(
    obj: Model,
    language: str,
    at: datetime.datetime,
    *,
    by: User | None,
    based_on: int,
    note: str = "",
) -> Revision:
    """For an hour to come; one that has come publishes at once."""
    fields = {f"published_at_{language}": at, f"stage_{language}": Stage.DRAFT}
    return saving.save(obj, fields, by=by, based_on=based_on, note=note)


def publish(
    obj: Model, *languages: str, by: User | None, based_on: int, note: str = ""
) -> Revision:
    """Now. What is out already keeps its date. Several languages come out by one save."""
    fields: dict[str, Any] = {}
    for language in languages:
        moment = getattr(obj, f"published_at_{language}")
        at = moment if has_come(moment) else timezone.now()
        fields |= {f"published_at_{language}": at, f"stage_{language}": Stage.DRAFT}
    return saving.save(obj, fields, by=by, based_on=based_on, note=note)


def withdraw(
    obj: Model, *languages: str, by: User | None, based_on: int, note: str = ""
) -> Revision:
    """From readers, or from the hour it was promised for; it stays with the editors."""
    fields = {f"published_at_{language}": None for language in languages}
    return saving.save(obj, fields, by=by, based_on=based_on, note=note)
