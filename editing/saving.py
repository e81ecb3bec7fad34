"""Saving what editors wrote: never over somebody else's words, and never without a trace."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import FileField, Model

from core.languages import LANGUAGES
from editing import appointments, drafting, history, rules, sources
from editing.history import Change, newer, record
from editing.kinds import Kind, Values, kind_of
from editing.models import Revision, What
from editing.refusals import Conflict, Gone, Twice, Unwritten
from editing.states import Stage, has_come

if TYPE_CHECKING:
    from accounts.models import User

# What a revision is called when several things happened at once: the first of these.
ORDER = (What.PUBLISHED, What.SCHEDULED, What.WITHDRAWN, What.REVIEW, What.RETURNED)


def save(
    obj: Model,
    fields: Mapping[str, Any],
    *,
    by: User | None,
    based_on: int,
    note: str = "",
    what: What | None = None,
    key: str = "",
    current: Collection[str] = (),
) -> Revision:
    """Store the fields, by name, and the revision that tells of it; the revision.

    `based_on` is the number of the revision the person began with. Values are a form's or a
    revision's. Nothing changed is nothing saved: the latest revision is returned. `what` names the
    deed where it isn't plain from the fields; `key` is that of the draft of a new thing; `current`
    are translations that say what their original says, as of this save.

    Raises Conflict when somebody saved since, Twice, NotAllowed, Unwritten and Gone. What was refused is
    the person's draft from then on; a caller within a transaction of its own has to let that
    commit, or keep the draft itself. About a dozen queries.
    """
    try:
        with transaction.atomic():
            return _save(obj, fields, by, based_on, note, what, key, current)
    except Conflict as conflict:
        if by is not None:
            drafting.keep_refused(by, conflict)
        raise


def check(obj: Model, fields: Mapping[str, Any], *, based_on: int) -> Model | None:
    """The row, locked for this transaction, None if it is new. Raises Conflict and Gone."""
    if not obj.pk:
        return None
    stored = locked(obj)
    if theirs := newer(obj, based_on):
        raise Conflict(obj, theirs, keepable(kind_of(obj), fields), based_on)
    return stored


def locked(obj: Model) -> Model:
    rows = type(obj)._base_manager.select_for_update(of=("self",))
    stored = rows.filter(pk=obj.pk).first()
    if stored is None:
        raise Gone
    return stored


def _save(
    obj: Model,
    fields: Mapping[str, Any],
    by: User | None,
    based_on: int,
    note: str,
    what: What | None,
    key: str,
    current: Collection[str],
) -> Revision:
    kind = kind_of(obj)
    stored = check(obj, fields, based_on=based_on)
    key = "" if stored else key
    if key and by:
        begin_once(by, kind, key)
    before = kind.values(stored or kind.model())
    last = last_of(obj, Change(kind, before, before)) if stored else None
    number = last.number + 1 if last else 1
    fields = with_stages(before, fields)
    change = Change.to(kind, before, fields)
    fields |= sources.said(stored, change, fields, current, number)
    change = Change.to(kind, before, fields)
    rules.demand(by, kind, obj, change.names, change.steps, change.promised)
    if language := next(change.unwritten(), ""):
        raise Unwritten(language)
    if last and not (change.names or note):
        return last
    store(obj, change, fields, sources.changed_at(stored, change, number))
    kind.saved(stored, obj)
    change = change._replace(after=kind.values(obj))  # a file has got its name
    done = what or the_deed(change.steps, is_new=stored is None)
    revision = record(obj, change, by=by, what=done, note=note, key=key)
    appointments.follow(obj, change.steps, change.after, by)
    end_draft(by, obj, key)
    return revision


def begin_once(person: User, kind: Kind, key: str) -> None:
    """Whoever sends the same form at the same time waits here. Raises Twice. Two queries."""
    with connection.cursor() as cursor:
        name = f"begin {person.pk} {key}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
    if history.begun_with(person, kind.model, key):
        raise Twice


def end_draft(by: User | None, obj: Model, key: str) -> None:
    """What was written in it is saved. `key` is that of a thing which wasn't there until now."""
    if by is not None:
        drafting.discard(by, obj)
        if key:
            drafting.discard(by, type(obj)(), key=key)


def last_of(obj: Model, unchanged: Change) -> Revision:
    """The latest revision; made now of what is older than this history."""
    last = Revision.objects.of(obj).first()
    return last or record(obj, unchanged, by=None, what=What.BEFORE)


def with_stages(before: Values, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What loses its moment is withdrawn, or a draft again if its hour hadn't come."""
    fields = dict(fields)
    for code in LANGUAGES:
        moment = before[f"published_at_{code}"]
        is_taken_back = moment and not fields.get(f"published_at_{code}", moment)
        if is_taken_back and f"stage_{code}" not in fields:
            was_out = has_come(datetime.datetime.fromisoformat(moment))
            fields[f"stage_{code}"] = Stage.WITHDRAWN if was_out else Stage.DRAFT
    return fields


def store(obj: Model, change: Change, fields: Mapping[str, Any], marks: Mapping[str, Any]) -> None:
    """Into the row, which may be older in memory than in the table.

    `marks` follow from the fields and from the history: no revision has them.
    """
    kind = change.kind
    if not obj.pk:
        kind.put(obj, fields)
        obj.save(force_insert=True)
        kind.put_relations(obj, fields)
        return
    here = kind.values(obj)
    kind.put(obj, {name: value for name, value in change.before.items() if value != here[name]})
    changes = {name: fields[name] for name in change.names}
    kind.put(obj, {**changes, **marks})
    if changes:
        obj.save(update_fields=set(kind.columns([*changes, *marks])))
    kind.put_relations(obj, changes)


def keepable(kind: Kind, fields: Mapping[str, Any]) -> Values:
    """What of the fields can wait in a draft: all but files that came with a form."""
    names = (name for name in fields if not isinstance(kind.field(name), FileField))
    return {name: kind.plain(name, fields[name]) for name in names}


def the_deed(steps: Mapping[str, What], *, is_new: bool) -> What:
    if is_new:
        return What.CREATED
    return next((what for what in ORDER if what in steps.values()), What.SAVED)


@transaction.atomic
def delete(obj: Model, *, by: User | None) -> None:
    """Its history stays, with all it had at the end: whoever has that can write it anew. Raises Gone."""
    kind = kind_of(obj)
    values = kind.values(locked(obj))
    record(obj, Change(kind, values, values), by=by, what=What.DELETED)
    Revision.objects.of(obj).exclude(key="").update(
        key=""
    )  # its form, sent again, begins a new one
    obj.delete()
