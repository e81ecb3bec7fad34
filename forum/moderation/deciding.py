"""One decision of a moderator about a post, by its name: what the queue and the forum's pages share."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from forum.models import Action, Post
from forum.moderation import members, posts

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

DEEDS: dict[str, tuple[_StrPromise, Callable[[Post, User, str], Action | None]]] = {
    "keep": (_("Keep"), posts.keep),
    "approve": (_("Approve"), posts.approve),
    "hide": (pgettext_lazy("a post", "Hide"), posts.hide),
    "restore": (_("Restore"), posts.restore),
    "delete": (_("Delete for good"), posts.delete),
    "warn": (_("Warn the author"), members.warn_author),
    "hide-all": (_("Hide all their posts"), members.hide_posts_like),
}
SUSPEND = "suspend"
LENGTHS = [
    ("1", _("for a day")),
    ("7", _("for a week")),
    ("30", _("for a month")),
    ("", _("for good")),
]
WITH_WORDS = ("warn", SUSPEND)


class DecisionForm(forms.Form):
    """A button's name, words to those concerned, and how long a suspension lasts.

    `version` is that of the post when its moderator was shown it.
    """

    deed = forms.ChoiceField(choices=[*((name, label) for name, (label, _deed) in DEEDS.items()),
                                      (SUSPEND, _("Suspend"))])  # fmt: skip
    note = forms.CharField(label=_("Words to those concerned"), max_length=1000, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    days = forms.ChoiceField(label=_("How long"), choices=LENGTHS, required=False, initial="7")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("deed") in WITH_WORDS and not data.get("note"):
            self.add_error("note", _("Say why: they will read it."))
        return data

    def carry_out(self, post: Post, moderator: User) -> Action | None:
        """Raises the refusals of the deed."""
        deed, note = self.cleaned_data["deed"], self.cleaned_data["note"]
        if deed == SUSPEND:
            return members.suspend_author(post, moderator, ends_at(self.cleaned_data["days"]), note)
        post.version = self.cleaned_data["version"] or post.version
        _label, carry_out = DEEDS[deed]
        return carry_out(post, moderator, note)


def ends_at(days: str) -> datetime.datetime | None:
    """When a suspension of one of `LENGTHS` ends; None for never."""
    return timezone.now() + datetime.timedelta(days=int(days)) if days else None
