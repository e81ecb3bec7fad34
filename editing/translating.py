"""Translations and their originals: how far one is behind, what it lacks, and when it has caught up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Model, Q
from django.utils.translation import ngettext, pgettext_lazy

from core.languages import LANGUAGES
from editing import saving
from editing.differing import Difference, difference
from editing.kinds import kind_of
from editing.models import Revision

if TYPE_CHECKING:
    import datetime

    from accounts.models import User


class Condition(models.TextChoices):
    """Of a language beside the others."""

    MISSING = "missing", pgettext_lazy("state of a translation", "not translated")
    ORIGINAL = "original", pgettext_lazy("state of a translation", "original")
    CURRENT = "current", pgettext_lazy("state of a translation", "up to date")
    BEHIND = "behind", pgettext_lazy("state of a translation", "behind")


class Standing(NamedTuple):
    """Where a language of a text stands: of `source`, so many `edits` behind it."""

    condition: Condition
    source: str = ""
    edits: int = 0

    def __str__(self) -> str:
        if self.condition != Condition.BEHIND:
            return str(self.condition.label)
        said = ngettext("behind by %(n)d edit", "behind by %(n)d edits", self.edits)
        return said % {"n": self.edits}


def mark_current(
    obj: Model, language: str, *, by: User | None, based_on: int, source: str = "", note: str = ""
) -> Revision:
    """Somebody says: this says what its original says now. Nothing happens to one that is current.

    `source` is which language that is, where it isn't known yet or was another; if that one was a
    translation of this, it is an original from now on. Raises what `saving.save` does.
    """
    fields = {f"source_{language}": source} if source else {}
    return saving.save(obj, fields, by=by, based_on=based_on, note=note, current=[language])


def mark_original(
    obj: Model, language: str, *, by: User | None, based_on: int, note: str = ""
) -> Revision:
    """It was written, not translated. Raises what `saving.save` does."""
    return saving.save(obj, {f"source_{language}": ""}, by=by, based_on=based_on, note=note)


def changed_at(obj: Model, language: str) -> datetime.datetime | None:
    """When the original changed last, if this language says what it said before."""
    moment: datetime.datetime | None = getattr(obj, f"source_changed_at_{language}")
    return moment


def behind(obj: Model, language: str) -> int:
    """Edits of the original since this was translated; none where they were taken back. One query at most."""
    return standings([obj])[obj.pk][language].edits


def standings(rows: Sequence[Model]) -> dict[int, dict[str, Standing]]:
    """Of each row of a page of a list, by its number and language. One query, none if nothing is behind.

    Looks only at columns that are loaded: a list may go without the bodies, if its rows say whether
    something is written in a language, as `begun_ru`.
    """
    edits = edits_since(rows)
    return {
        row.pk: {code: standing(row, code, edits.get((row.pk, code), 0)) for code in LANGUAGES}
        for row in rows
    }


def standing(row: Model, language: str, edits: int) -> Standing:
    if not is_begun(row, language):
        return Standing(Condition.MISSING)
    source = getattr(row, f"source_{language}")
    if not source:
        return Standing(Condition.ORIGINAL)
    if changed_at(row, language) is None:
        return Standing(Condition.CURRENT, source)
    return Standing(Condition.BEHIND, source, max(edits, 1))  # history may be younger than the text


def is_begun(row: Model, language: str) -> bool:
    """Whether something is written in a language, as far as is known without asking for more."""
    if (told := row.__dict__.get(f"begun_{language}")) is not None:
        return bool(told)
    unloaded = row.get_deferred_fields()
    words = (name for name in kind_of(row).words_in(language) if name not in unloaded)
    return any(getattr(row, name) for name in words)


def edits_since(rows: Sequence[Model]) -> dict[tuple[int, str], int]:
    """How often the originals of those that are behind changed. One query, if there are any."""
    since = {
        (row.pk, code): (getattr(row, f"source_{code}"), getattr(row, f"source_revision_{code}"))
        for row in rows
        for code in LANGUAGES
        if changed_at(row, code)
    }
    if not since:
        return {}
    each_of = (
        Q(object_id=pk, number__gt=revision, languages__contains=[source])
        for (pk, _code), (source, revision) in since.items()
    )
    model = ContentType.objects.get_for_model(rows[0])
    revisions = Revision.objects.filter(Q(*each_of, _connector=Q.OR), content_type=model)
    found = dict.fromkeys(since, 0)
    for pk, number, languages in revisions.values_list("object_id", "number", "languages"):
        for code in LANGUAGES:
            source, revision = since.get((pk, code), ("", 0))
            if source in languages and number > revision:
                found[pk, code] += 1
    return found


def changed_since(obj: Model, language: str) -> list[Difference]:
    """What of the original is other than what was translated. Nothing of an original. One query."""
    kind = kind_of(obj)
    source = getattr(obj, f"source_{language}")
    if not source or changed_at(obj, language) is None:
        return []
    number = getattr(obj, f"source_revision_{language}")
    then = Revision.objects.of(obj).filter(number=number).values_list("fields", flat=True).first()
    return difference(kind, then, kind.values(obj), source) if then else []
