"""Where a text stands on its way to readers, in each of its languages.

What is stored is a moment, and how far a text is that has none. The rest follows: a moment to come
is a text scheduled, one that has come a text published, without anybody doing anything at that hour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    import datetime


class Stage(models.TextChoices):
    """How far a text is that readers aren't promised."""

    DRAFT = "draft", pgettext_lazy("state of a text", "draft")
    REVIEW = "review", pgettext_lazy("state of a text", "in review")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a text", "withdrawn")


class State(models.TextChoices):
    """What an editor is told of a language."""

    MISSING = "missing", pgettext_lazy("state of a text", "not written")
    DRAFT = "draft", pgettext_lazy("state of a text", "draft")
    REVIEW = "review", pgettext_lazy("state of a text", "in review")
    SCHEDULED = "scheduled", pgettext_lazy("state of a text", "scheduled")
    PUBLISHED = "published", pgettext_lazy("state of a text", "published")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a text", "withdrawn")


def has_come(moment: datetime.datetime | None) -> bool:
    return moment is not None and moment <= timezone.now()


def state(moment: datetime.datetime | None, stage: str | None, *, is_begun: bool) -> State:
    """Of a language with this moment of publication and stage; `is_begun`: something is written."""
    if moment is not None:
        return State.PUBLISHED if has_come(moment) else State.SCHEDULED
    if stage in (Stage.REVIEW, Stage.WITHDRAWN):
        return State(stage)
    return State.DRAFT if is_begun else State.MISSING
