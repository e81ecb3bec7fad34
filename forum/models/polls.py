"""Polls. Who voted for what is known to nobody: a vote carries a keyed hash, another in each poll."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forum.models.topics import Topic

if TYPE_CHECKING:
    import datetime

MOST_OPTIONS = 12
LONGEST_QUESTION, LONGEST_OPTION = 200, 120  # characters


class Poll(models.Model):
    """Asked by a topic. Results are shown to whoever has voted, or to all once it is closed."""

    topic = models.OneToOneField(
        Topic, models.CASCADE, related_name="poll", verbose_name=_("topic")
    )
    question = models.CharField(_("question"), max_length=LONGEST_QUESTION)
    is_multiple = models.BooleanField(_("several choices"), default=False)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    hides_results = models.BooleanField(_("results after closing only"), default=False)

    class Meta:
        verbose_name = _("poll")
        verbose_name_plural = _("polls")
        constraints = [
            models.CheckConstraint(
                condition=Q(hides_results=False) | Q(closes_at__isnull=False),
                name="poll_hiding_results_closes",
                violation_error_message=_(
                    "Results that are shown after closing need a day on which the poll closes."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.question

    def is_closed(self, now: datetime.datetime) -> bool:
        return self.closes_at is not None and self.closes_at <= now


class Option(models.Model):
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="options", verbose_name=_("poll"))
    text = models.CharField(_("text"), max_length=LONGEST_OPTION)

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class Vote(models.Model):
    option = models.ForeignKey(Option, models.CASCADE, related_name="votes")
    voter = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["option", "voter"], name="vote_once"),
        ]
        indexes = [models.Index(fields=["voter"], name="vote_by_voter")]

    def __str__(self) -> str:
        return f"#{self.pk}"
