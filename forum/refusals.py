"""Why the forum doesn't do what was asked, in words for whoever asked. No text is lost by any of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.veche import MOMENT, written

if TYPE_CHECKING:
    import datetime

    from forum.models import Post


class Refusal(Exception):
    """`str()` of it is a whole sentence in the language in force."""


class NotAllowed(Refusal):
    """The section or the topic is not open to this member's words."""

    def __str__(self) -> str:
        return _("You can’t write here.")


class Locked(Refusal):
    def __str__(self) -> str:
        return _("This topic is closed: it can be read, but nothing can be added.")


class Suspended(Refusal):
    """`ends_at` is None where it is for good."""

    def __init__(self, reason: str, ends_at: datetime.datetime | None) -> None:
        super().__init__()
        self.reason, self.ends_at = reason, ends_at

    def __str__(self) -> str:
        if self.ends_at is None:
            return _("Moderators have closed the forum to your posts. Reason: %(reason)s") % {
                "reason": self.reason
            }
        return _("You can read but not write until %(moment)s. Reason: %(reason)s") % {
            "moment": written(self.ends_at, MOMENT),
            "reason": self.reason,
        }


class TooFast(Refusal):
    def __init__(self, minutes: int) -> None:
        super().__init__()
        self.minutes = minutes

    def __str__(self) -> str:
        return ngettext(
            "That was a lot in a short time. Please wait %(n)d minute; your text is kept here.",
            "That was a lot in a short time. Please wait %(n)d minutes; your text is kept here.",
            self.minutes,
        ) % {"n": self.minutes}


class Unwanted(Refusal):
    """Spam, a repetition, or more links than a new member may post. `message` says which."""

    def __init__(self, message: str) -> None:
        super().__init__()
        self.message = message

    def __str__(self) -> str:
        return self.message


class Changed(Refusal):
    """Somebody changed the post since it was opened for editing; `post` is as it is now."""

    def __init__(self, post: Post) -> None:
        super().__init__()
        self.post = post

    def __str__(self) -> str:
        return _(
            "Somebody has changed this post since you opened it. Below is their version; yours is"
            " still in the field. Look at both and save again."
        )


class Impossible(Refusal):
    """Nothing a moderator may not do, but something that can't be done. `message` says why."""

    def __init__(self, message: str) -> None:
        super().__init__()
        self.message = message

    def __str__(self) -> str:
        return self.message


class NotUndoable(Refusal):
    """A deed that can't be undone, or no longer: what it changed has been changed again."""

    def __str__(self) -> str:
        return _(
            "This can’t be undone: what it changed has been changed again since. Undo the later deeds"
            " first, or put it right by hand."
        )
