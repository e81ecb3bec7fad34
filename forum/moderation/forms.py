"""What moderators fill in on the forum's pages about a topic."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from forum.models import Action, Post, Section, Topic
from forum.models.posts import PAGE_SIZE
from forum.models.topics import LONGEST_TITLE
from forum.moderation import topics

DEEDS = {
    "lock": (gettext_lazy("Close to replies"), topics.lock),
    "unlock": (gettext_lazy("Open to replies"), topics.unlock),
    "unpin": (gettext_lazy("Take off the top"), topics.unpin),
    "hide": (pgettext_lazy("a topic", "Hide"), topics.hide),
    "restore": (gettext_lazy("Restore"), topics.restore),
}
NOTE = gettext_lazy("Words to those concerned")
TOPIC = re.compile(r"(?:^|/)(\d{1,18})(?:-|$)")  # a topic's number, alone or in its address


class TopicForm(forms.Form):
    """One of several buttons, with what belongs to it."""

    deed = forms.ChoiceField(choices=[(name, name) for name in (*DEEDS, "pin", "move", "retitle")])
    note = forms.CharField(label=NOTE, max_length=1000, required=False)
    until = forms.DateField(
        label=gettext_lazy("Until, or for good"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    section = forms.ModelChoiceField(
        Section.objects.in_order(), label=gettext_lazy("Section"), required=False
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=LONGEST_TITLE, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        needed = {"move": "section", "retitle": "title"}.get(data.get("deed", ""))
        if needed and not data.get(needed) and needed not in self.errors:
            self.add_error(needed, _("This is needed."))
        return data

    def carry_out(self, topic: Topic, moderator: User) -> Action | None:
        """Raises the refusals of the deed."""
        data = self.cleaned_data
        note = data["note"]
        match data["deed"]:
            case "pin":
                return topics.pin(topic, moderator, end_of(data["until"]), note)
            case "move":
                return topics.move(topic, data["section"], moderator, note)
            case "retitle":
                return topics.retitle(topic, data["title"], moderator, note)
        _label, carry_out = DEEDS[data["deed"]]
        return carry_out(topic, moderator, note)


class MergeForm(forms.Form):
    target = forms.CharField(
        label=gettext_lazy("Merge into"),
        help_text=gettext_lazy("The other topic’s address, or its number."),
    )
    note = forms.CharField(label=NOTE, max_length=1000, required=False)

    def clean_target(self) -> Topic:
        path = self.cleaned_data["target"].strip().partition("?")[0].partition("#")[0].rstrip("/")
        number = TOPIC.search(path)
        topic = Topic.objects.filter(pk=number[1]).first() if number else None
        if topic is None:
            raise ValidationError(_("There is no such topic."))
        return topic


class SplitForm(forms.Form):
    """The posts of one page are ticked; all that follow the last of them can go along."""

    posts = forms.ModelMultipleChoiceField(Post.objects.none(), label=gettext_lazy("Replies"))
    onwards = forms.BooleanField(
        label=gettext_lazy("and all replies after the last one ticked"), required=False
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=LONGEST_TITLE)
    section = forms.ModelChoiceField(Section.objects.in_order(), label=gettext_lazy("Section"))
    note = forms.CharField(label=NOTE, max_length=1000, required=False)

    def __init__(self, topic: Topic, page: int, data: Any = None) -> None:
        super().__init__(data, initial={"section": topic.section_id})
        self.topic = topic
        first = (page - 1) * PAGE_SIZE + 1
        numbers = range(first, first + PAGE_SIZE)
        shown = topic.posts.filter(number__in=numbers, deleted_at=None).order_by("number")
        self.fields["posts"].queryset = shown  # type: ignore[attr-defined]
        self.shown = list(shown.select_related("author"))

    def chosen(self) -> list[Post]:
        posts = list(self.cleaned_data["posts"])
        if self.cleaned_data["onwards"]:
            last = max(post.number for post in posts)
            posts += self.topic.posts.filter(number__gt=last)
        return posts


def end_of(day: datetime.date | None) -> datetime.datetime | None:
    """The first moment after the day, where the site is."""
    if day is None:
        return None
    midnight = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time())
    return timezone.make_aware(midnight)
