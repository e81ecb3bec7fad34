"""Going back: the words of an earlier revision become those of the text, by a save like any other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Model

from core.languages import LANGUAGES
from editing import saving
from editing.kinds import Values, kind_of
from editing.models import Revision, What

if TYPE_CHECKING:
    from accounts.models import User


def restore(
    obj: Model,
    revision: Revision,
    *,
    by: User | None,
    based_on: int,
    languages: Sequence[str] = LANGUAGES,
    note: str = "",
) -> Revision:
    """The new revision. Raises what `saving.save` does.

    What the revision said in `languages` comes back, with what it was translated from, and with what
    they share if they are all. When a language is out, and at which address, stays as it is: that is
    no words. A text that had no address yet, or none now, takes the one it had then.
    """
    values = said_then(obj, revision, languages)
    return saving.save(obj, values, by=by, based_on=based_on, note=note, what=What.RESTORED)


def said_then(obj: Model, revision: Revision, languages: Sequence[str]) -> Values:
    kind = kind_of(obj)
    names = [name for code in languages for name in kind.words_in(code)]
    names += [f"{name}_{code}" for code in languages for name in ("source", "source_revision")]
    names += [
        name
        for code in languages
        for name in (f"{field}_{code}" for field in kind.addresses)
        if not getattr(obj, name)
    ]
    if set(languages) == set(LANGUAGES):
        names += kind.shared
    then = revision.fields
    return {name: kind.still_there(name, then[name]) for name in names if name in then}
