"""Why a save does not happen. Whoever catches one still has what was to be saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import Model

    from editing.models import Revision


class Refused(Exception):
    """Nothing was changed."""


class Conflict(Refused):
    """Somebody saved since revision `based_on`.

    `theirs` is the revision there is now, `fields` what was to be saved, as a draft keeps it.
    """

    def __init__(
        self, obj: Model, theirs: Revision, fields: Mapping[str, Any], based_on: int
    ) -> None:
        super().__init__()
        self.obj, self.theirs, self.fields, self.based_on = obj, theirs, fields, based_on


class Twice(Refused):
    """A new text that was saved already: the same form was sent again."""


class NotAllowed(Refused):
    """This person may not do that to this text."""


class Unwritten(Refused):
    """A language without title or text can't come out, nor lose them while it is out."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language


class Gone(Refused):
    """It was deleted meanwhile."""
