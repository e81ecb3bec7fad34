"""What a save makes of translations: which language each was made from, and from which revision of it.

A language without a source is an original. One first written while another is whole is taken for a
translation of it, and for one of its latest revision until it is whole itself. From then on only who
says that it is up to date moves it along.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Model
from django.utils import timezone

from core.languages import LANGUAGES
from editing.history import Change
from editing.kinds import Kind, Values
from editing.models import Revision


def is_whole(kind: Kind, values: Values, language: str) -> bool:
    return all(values[f"{field}_{language}"] for field in kind.needed)


def elder(kind: Kind, values: Values, language: str) -> str:
    """A language which this one may be a translation of: whole, and no translation of it; or none."""
    others = (code for code in LANGUAGES if code != language)
    whole = (code for code in others if is_whole(kind, values, code))
    return next((code for code in whole if values[f"source_{code}"] != language), "")


def said(
    stored: Model | None,
    change: Change,
    fields: Mapping[str, Any],
    current: Collection[str],
    number: int,
) -> dict[str, Any]:
    """What is to be stored of sources beside `fields`, for the revision of this number.

    `current` are languages of which somebody says that they say what their source says by now.
    """
    found: dict[str, Any] = {}
    for code in LANGUAGES:
        source = source_of(change, fields, code, current)
        if source and is_made_now(stored, change, fields, code, source, current):
            found |= {f"source_{code}": source, f"source_revision_{code}": number}
        elif not source and change.after[f"source_revision_{code}"]:
            found |= {f"source_revision_{code}": 0}
        is_new = source and source != change.before[f"source_{code}"]
        if is_new and change.before[f"source_{source}"] == code:  # they change places
            found |= {f"source_{source}": "", f"source_revision_{source}": 0}
    return found


def source_of(
    change: Change, fields: Mapping[str, Any], language: str, current: Collection[str]
) -> str:
    name = f"source_{language}"
    known = str(change.after[name])
    if known or name in fields:
        return known
    if language in current:
        return elder(change.kind, change.after, language)
    return elder(change.kind, change.before, language) if is_begun(change, language) else ""


def is_begun(change: Change, language: str) -> bool:
    """Whether this save writes at a language that was not whole before it."""
    was_whole = is_whole(change.kind, change.before, language)
    return language in change.languages and not was_whole


def is_made_now(
    stored: Model | None,
    change: Change,
    fields: Mapping[str, Any],
    language: str,
    source: str,
    current: Collection[str],
) -> bool:
    """Whether a translation is one of what its source says with this save."""
    if f"source_revision_{language}" in fields:
        return False
    if change.before[f"source_{language}"] != source or is_begun(change, language):
        return True
    is_behind = stored and getattr(stored, f"source_changed_at_{language}")
    return language in current and (bool(is_behind) or source in change.languages)


def changed_at(
    stored: Model | None, change: Change, number: int
) -> dict[str, datetime.datetime | None]:
    """When the source of a translation changed last, where it says other things than were translated.

    By column. Up to two queries for a translation whose source changed.
    """
    found: dict[str, datetime.datetime | None] = {}
    for code in LANGUAGES:
        column, names = f"source_changed_at_{code}", (f"source_{code}", f"source_revision_{code}")
        source, revision = (change.after[name] for name in names)
        found[column] = getattr(stored, column) if stored else None
        if not source or revision == number:
            found[column] = None
        elif stored and (source in change.languages or not change.names.isdisjoint(names)):
            found[column] = last_change(stored, change, source, revision)
    return found


def last_change(obj: Model, change: Change, source: str, since: int) -> datetime.datetime | None:
    """None where the source says what it said then, as after an edit that was taken back."""
    revisions = Revision.objects.of(obj)
    then = revisions.filter(number=since).values_list("fields", flat=True).first() or {}
    words = change.kind.words_in(source)
    if then and all(then.get(name, "") == change.after[name] for name in words):
        return None
    if source in change.languages:
        return timezone.now()
    later = revisions.filter(number__gt=since, languages__contains=[source])
    return later.values_list("saved_at", flat=True).first() or timezone.now()
