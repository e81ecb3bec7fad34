"""The history of a text: what each save changed, and the row that tells of it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils import timezone

from core.languages import LANGUAGES
from editing.kinds import Kind, Values
from editing.models import Revision, What
from editing.states import Stage, has_come

if TYPE_CHECKING:
    from accounts.models import User


def latest(obj: Model) -> int:
    """The number to base a save on; zero of what has no history yet. One query."""
    numbers = Revision.objects.of(obj).values_list("number", flat=True)
    return (numbers.first() if obj.pk else None) or 0


def newer(obj: Model, based_on: int) -> Revision | None:
    """What somebody saved since, None where nothing did: a text that only came out is the same one.

    One query; two where there is a later revision.
    """
    last = Revision.objects.of(obj).first() if obj.pk else None
    if last is None or last.number == based_on:
        return None
    known = Revision.objects.of(obj).filter(number=based_on).first()
    return last if known is None or known.fields != last.fields else None


def begun_with(person: User, model: type[Model], key: str) -> Revision | None:
    """The first revision of what this person saved from the new form of this key. One query."""
    kind = ContentType.objects.get_for_model(model)
    return Revision.objects.filter(content_type=kind, saved_by=person, key=key).first()


class Change(NamedTuple):
    """From one state of a thing to the next."""

    kind: Kind
    before: Values
    after: Values

    @classmethod
    def to(cls, kind: Kind, before: Values, fields: Mapping[str, Any]) -> Change:
        """By these fields, as a form or a revision has them."""
        plain = {name: kind.plain(name, value) for name, value in fields.items()}
        return cls(kind, before, before | plain)

    @property
    def names(self) -> set[str]:
        return {name for name, value in self.after.items() if value != self.before[name]}

    @property
    def languages(self) -> list[str]:
        """Whose words are others now."""
        names = self.names
        return [code for code in LANGUAGES if not names.isdisjoint(self.kind.words_in(code))]

    @property
    def steps(self) -> dict[str, What]:
        found = ((code, self.step(code)) for code in LANGUAGES)
        return {code: step for code, step in found if step}

    def step(self, language: str) -> What | None:
        """What happens to a language on its way to readers."""
        old, new = self.moment(self.before, language), self.moment(self.after, language)
        if old != new:
            if new is None:
                return What.WITHDRAWN
            if not has_come(new):
                return What.SCHEDULED
            return None if has_come(old) else What.PUBLISHED
        stage = f"stage_{language}"
        if self.before[stage] != self.after[stage]:
            was_in_review = self.before[stage] == Stage.REVIEW
            into_review = self.after[stage] == Stage.REVIEW
            return What.REVIEW if into_review else What.RETURNED if was_in_review else None
        return None

    def moment(self, values: Values, language: str) -> datetime.datetime | None:
        value = values[f"published_at_{language}"]
        return datetime.datetime.fromisoformat(value) if value else None

    @property
    def promised(self) -> list[str]:
        """Languages that readers had, or would have had, before."""
        return [code for code in LANGUAGES if self.before[f"published_at_{code}"]]

    def unwritten(self) -> Iterator[str]:
        for code in LANGUAGES:
            needed = (f"{field}_{code}" for field in self.kind.needed)
            if self.after[f"published_at_{code}"] and not all(map(self.after.get, needed)):
                yield code


def record(
    obj: Model,
    change: Change,
    *,
    by: User | None,
    what: What,
    note: str = "",
    at: datetime.datetime | None = None,
    came_out: Sequence[str] = (),
    key: str = "",
) -> Revision:
    """The next revision. Whoever calls it holds the row of `obj`, or nobody else knows of it yet.

    `key` is that of a new text.
    """
    return Revision.objects.create(
        object=obj,
        number=latest(obj) + 1,
        what=what,
        steps={**change.steps, **dict.fromkeys(came_out, What.PUBLISHED)},
        languages=change.languages,
        fields=change.after,
        note=note,
        saved_by=by,
        saved_at=at or timezone.now(),
        key=key,
    )
