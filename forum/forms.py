"""Forms in which members write. What is written is never lost: every refusal gives the text back."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.challenges import ChallengeMixin
from accounts.models import User
from core.markdown import letters
from forum.models import Post, Section, Topic
from forum.models.polls import LONGEST_OPTION, LONGEST_QUESTION, MOST_OPTIONS
from forum.models.posts import LONGEST
from forum.models.topics import LONGEST_TITLE
from forum.polling import Question
from forum.standing import MEMBER_DAYS
from forum.unread import last_number
from forum.writing import Writing

LONGEST_POLL = datetime.timedelta(days=366)


class ComposerForm(ChallengeMixin, forms.Form):
    """A text and what belongs to it. `author` is who writes.

    `token` makes sending it twice the same as once. New members compute or wait under pressure.
    """

    challenge_scope = "forum"

    text = forms.CharField(
        label=_("Text"),
        max_length=LONGEST,
        error_messages={"required": _("Write something first.")},
        widget=forms.Textarea(attrs={"rows": 10, "maxlength": LONGEST}),
    )
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, author: User, **kwargs: Any) -> None:
        self.author = author
        super().__init__(*args, label_suffix="", **kwargs)
        self.initial.setdefault("token", uuid.uuid4())

    def is_pressed(self) -> bool:
        is_new = timezone.now() - self.author.joined_at < datetime.timedelta(days=MEMBER_DAYS)
        return is_new and super().is_pressed()

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n").strip()
        if not letters.shown(text).strip():
            raise ValidationError(_("Write something first."))
        return text

    def replace(self, name: str, value: str) -> None:
        """As if this had been typed into the field; the rest stays as it was sent."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data[name] = value
        self.data = data

    @property
    def typed(self) -> dict[str, str]:
        """What stands in the fields that a draft keeps, valid or not."""
        kept = (each for each in self if not each.is_hidden and each.name != "picture")
        return {each.name: str(each.value() or "")[:LONGEST] for each in kept}

    @property
    def typed_text(self) -> str:
        return str(self["text"].value() or "")[:LONGEST]


class NewPostForm(ComposerForm):
    """A text that may be written without a name, where the section allows it."""

    is_anonymous = forms.BooleanField(
        label=_("Without my name"),
        required=False,
        help_text=_(
            "Nobody sees who wrote it. Moderators see a made-up name that is the same throughout this"
            " topic only."
        ),
    )

    def __init__(self, *args: Any, section: Section, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not section.allows_anonymous:
            del self.fields["is_anonymous"]

    def clean(self) -> dict[str, Any]:
        """Whoever asked to stay unnamed isn't named, though the topic was moved meanwhile."""
        data = super().clean() or {}
        if self.data.get("is_anonymous") and "is_anonymous" not in self.fields:
            raise ValidationError(
                _("Posts without a name are no longer taken here. Yours isn’t published: press again to"
                  " publish it under your name.")
            )  # fmt: skip
        return data

    @property
    def writing(self) -> Writing:
        data = self.cleaned_data
        return Writing(data["text"], bool(data.get("is_anonymous")), data["token"])


class ReplyForm(NewPostForm):
    """`seen` is the last number of the topic when the form was opened."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        super().__init__(*args, section=topic.section, **kwargs)
        self.initial.setdefault("seen", last_number(topic))


class StartForm(NewPostForm):
    title = forms.CharField(
        label=_("Title"),
        max_length=LONGEST_TITLE,
        error_messages={"required": _("A topic needs a title.")},
    )
    poll_question = forms.CharField(
        label=_("Question"), max_length=LONGEST_QUESTION, required=False
    )
    poll_options = forms.CharField(
        label=_("Choices, one per line"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    poll_is_multiple = forms.BooleanField(label=_("Several may be chosen"), required=False)
    poll_closes_on = forms.DateField(
        label=_("Closes at the end of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    poll_hides_results = forms.BooleanField(
        label=_("Show results only after it has closed"), required=False
    )
    field_order = ["title", "text", "is_anonymous"]

    def clean_title(self) -> str:
        """One line of letters that are seen: nothing turned round, nothing invisible."""
        title = " ".join(letters.shown(self.cleaned_data["title"]).split())
        if not title:
            raise ValidationError(_("A topic needs a title."))
        return title[:LONGEST_TITLE]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("poll_question") or data.get("poll_options"):
            self._clean_poll(data)
        return data

    def _clean_poll(self, data: dict[str, Any]) -> None:
        options = self._options
        closes_at = self._closes_at
        if not data.get("poll_question"):
            self.add_error("poll_question", _("What is the poll about?"))
        if len(options) < 2:
            self.add_error("poll_options", _("A poll needs two choices at least."))
        if len(options) > MOST_OPTIONS or any(len(option) > LONGEST_OPTION for option in options):
            self.add_error(
                "poll_options", _("At most twelve choices, each of up to 120 characters.")
            )
        if closes_at and not (timezone.now() < closes_at < timezone.now() + LONGEST_POLL):
            self.add_error("poll_closes_on", _("Choose a day within the next twelve months."))
        if data.get("poll_hides_results") and not closes_at:
            self.add_error("poll_closes_on", _("Then the poll needs a day on which it closes."))

    @property
    def _options(self) -> list[str]:
        lines = letters.shown(self.cleaned_data.get("poll_options") or "").splitlines()
        return list(dict.fromkeys(line.strip() for line in lines if line.strip()))

    @property
    def _closes_at(self) -> datetime.datetime | None:
        day: datetime.date | None = self.cleaned_data.get("poll_closes_on")
        if day is None:
            return None
        midnight = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time())
        return timezone.make_aware(midnight)

    @property
    def question(self) -> Question | None:
        """The poll, if one is asked for."""
        if not self.cleaned_data.get("poll_question"):
            return None
        return Question(
            question=letters.shown(self.cleaned_data["poll_question"]),
            options=self._options,
            is_multiple=self.cleaned_data["poll_is_multiple"],
            closes_at=self._closes_at,
            hides_results=self.cleaned_data["poll_hides_results"],
        )


class EditForm(ComposerForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", post.version)
        self.initial.setdefault("text", post.text)


def refused(form: forms.Form, refusal: Exception) -> None:
    """The refusal above the fields, which keep what was typed."""
    form.add_error(None, ValidationError(str(refusal)))
