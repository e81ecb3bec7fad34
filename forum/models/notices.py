"""What a member is told: on the site by the bell, and by mail as they wish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.models.posts import Post
from forum.models.topics import Topic

if TYPE_CHECKING:
    import datetime


class Kind(models.TextChoices):
    """Of one post a member hears once, by the first of these that is so."""

    MENTION = "mention", _("mention")
    QUOTE = "quote", _("quote")
    REPLY = "reply", _("reply in my topic")
    FOLLOWED = "followed", _("news in what I follow")
    ANSWER = "answer", _("my answer was accepted")
    MODERATION = "moderation", _("moderation")


ABOUT_A_POST = (Kind.MENTION, Kind.QUOTE, Kind.REPLY, Kind.FOLLOWED)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at=None)

    def unmailed(self) -> NoticeQuerySet:
        return self.filter(mailed_at=None)

    def before(self, moment: datetime.datetime) -> NoticeQuerySet:
        return self.filter(created_at__lt=moment)


class Notice(models.Model):
    """`mailed_at` is when it was decided about: also of what isn't to be mailed at all."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="+")
    text = models.CharField(_("what moderators say"), max_length=1000, blank=True)
    deed = models.CharField(_("what they did"), max_length=12, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "post"],
                condition=Q(kind__in=ABOUT_A_POST),
                name="notice_of_a_post_once",
            )
        ]
        indexes = [
            models.Index(F("user"), F("created_at").desc(), name="notice_latest"),
            models.Index(F("user"), condition=Q(read_at=None), name="notice_unread"),
            models.Index(
                F("created_at"), F("user"), condition=Q(mailed_at=None), name="notice_unmailed"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
