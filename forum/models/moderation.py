"""Reports of members, what moderators did about them, and who may not write for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from forum.anonymity import suspended_key
from forum.models.posts import Post
from forum.models.topics import Topic

if TYPE_CHECKING:
    import datetime

    from django.contrib.auth.models import AnonymousUser

REASONS = [
    ("personal", _("It tells somebody’s personal data or puts them in danger")),
    ("abuse", _("It insults or threatens")),
    ("spam", _("It is advertising or spam")),
    ("lie", _("It is a provocation or a fake")),
    ("topic", _("It doesn’t belong here")),
    ("other", _("Something else")),
]


class Report(models.Model):
    """One member's word about one post; open until a moderator looked."""

    post = models.ForeignKey(
        Post,
        models.CASCADE,
        related_name="reports",
        verbose_name=pgettext_lazy("in the forum", "post"),
    )
    reporter = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="forum_reports", verbose_name=_("member")
    )
    reason = models.CharField(_("reason"), max_length=8, choices=REASONS)
    note = models.CharField(_("in their words"), max_length=1000, blank=True)
    created_at = models.DateTimeField(_("reported"), default=timezone.now)
    closed_at = models.DateTimeField(_("looked at"), null=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [models.UniqueConstraint(fields=["post", "reporter"], name="report_once")]
        indexes = [models.Index(F("created_at"), condition=Q(closed_at=None), name="report_open")]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Verb(models.TextChoices):
    LOCK = "lock", _("locked")
    UNLOCK = "unlock", _("unlocked")
    PIN = "pin", _("pinned")
    UNPIN = "unpin", _("unpinned")
    HIDE = "hide", _("hidden")
    RESTORE = "restore", _("restored")
    APPROVE = "approve", _("approved")
    MOVE = "move", _("moved")
    SPLIT = "split", _("split off")
    MERGE = "merge", _("merged")
    RETITLE = "retitle", _("retitled")
    EDIT = "edit", _("text changed")
    DELETE = "delete", _("deleted")
    WARN = "warn", _("warned")
    SUSPEND = "suspend", _("suspended")
    UNSUSPEND = "unsuspend", _("suspension ended")
    KEEP = "keep", _("kept")
    CLAIM = "claim", _("given to a member")
    ANSWER = "answer", _("answer chosen")
    UNDO = "undo", _("undone")


class Action(models.Model):
    """What a moderator did, with what it takes to undo it (`before`). Written once, undone at most once."""

    verb = models.CharField(_("what"), max_length=12, choices=Verb.choices)
    actor = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="forum_actions", verbose_name=_("who")
    )
    topic = models.ForeignKey(
        Topic, models.SET_NULL, null=True, related_name="actions", verbose_name=_("topic")
    )
    post = models.ForeignKey(
        Post,
        models.SET_NULL,
        null=True,
        related_name="actions",
        verbose_name=pgettext_lazy("in the forum", "post"),
    )
    member = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("member")
    )
    note = models.CharField(_("note"), max_length=1000, blank=True)
    before = models.JSONField(default=dict, editable=False)
    created_at = models.DateTimeField(_("when"), default=timezone.now)
    undone_at = models.DateTimeField(_("undone"), null=True)

    class Meta:
        verbose_name = _("deed of a moderator")
        verbose_name_plural = _("deeds of moderators")
        indexes = [models.Index(F("created_at").desc(), name="action_latest")]

    def __str__(self) -> str:
        return f"#{self.pk}"


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def in_force(self) -> SuspensionQuerySet:
        now = timezone.now()
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=now), lifted_at=None)

    def of(self, user: User | AnonymousUser) -> SuspensionQuerySet:
        """Also one for an anonymous post, which doesn't name them."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(member=user) | Q(member_key=suspended_key(user.pk)))


class Suspension(models.Model):
    """A member may read and not write, until `ends_at` or for good."""

    member = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="suspensions",
        verbose_name=_("member"),
    )  # fmt: skip
    member_key = models.CharField(max_length=32, blank=True, editable=False)
    reason = models.CharField(_("reason, shown to the member"), max_length=1000)
    starts_at = models.DateTimeField(_("since"), default=timezone.now)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True, editable=False)
    by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"), editable=False
    )

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        constraints = [
            models.CheckConstraint(
                condition=Q(member=None) | Q(member_key=""), name="suspension_named_or_not"
            ),
        ]
        indexes = [models.Index(fields=["member_key"], name="suspension_by_key")]

    def __str__(self) -> str:
        return f"#{self.pk}"

    def is_over(self, now: datetime.datetime) -> bool:
        return self.lifted_at is not None or (self.ends_at is not None and self.ends_at <= now)


class SpamRule(models.Model):
    """A word or a link, and what becomes of a post that has it."""

    KINDS = [("word", _("word or phrase")), ("link", _("link to a host"))]
    OUTCOMES = [("hold", _("waits for approval")), ("refuse", _("is refused"))]

    kind = models.CharField(_("kind"), max_length=4, choices=KINDS)
    pattern = models.CharField(
        _("what to look for"),
        max_length=200,
        help_text=_("In any case and form: an asterisk stands for the rest of a word."),
    )
    outcome = models.CharField(_("such a post"), max_length=6, choices=OUTCOMES, default="hold")
    spares_trusted = models.BooleanField(_("not of trusted members"), default=True)
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    disabled_at = models.DateTimeField(_("switched off"), null=True, blank=True)

    class Meta:
        verbose_name = _("spam rule")
        verbose_name_plural = _("spam rules")
        constraints = [models.UniqueConstraint(fields=["kind", "pattern"], name="spam_rule_once")]

    def __str__(self) -> str:
        return self.pattern
