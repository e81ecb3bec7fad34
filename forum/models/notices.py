"""What a member is told: on the site by the bell, and by mail as they wish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.anonymity import told_keys
from forum.models.moderation import Verb
from forum.models.posts import Post
from forum.models.topics import Topic

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


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
    def of(self, user: User | AnonymousUser) -> NoticeQuerySet:
        """Also of those that don’t name them: see `anonymity.told_key`."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(user=user) | Q(told_key__in=told_keys(user.pk)))

    def visible_to(self, user: User | AnonymousUser) -> NoticeQuerySet:
        return self.of(user).still_readable(user)

    def still_readable(self, user: User | AnonymousUser) -> NoticeQuerySet:
        """Without those of posts that stand no longer, or where this member may read no longer.

        What moderators say to somebody is shown whatever became of the post.
        """
        posts = Post.objects.visible_to(user).standing().filter(pk=OuterRef("post"))
        seen = Exists(posts.filter(topic__in=Topic.objects.listed()))
        return self.filter(Q(kind=Kind.MODERATION) | Q(seen))

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at=None)

    def unmailed(self) -> NoticeQuerySet:
        return self.filter(mailed_at=None)

    def latest_first(self) -> NoticeQuerySet:
        return self.order_by("-pk")


class Notice(models.Model):
    """Of somebody who is told because of what they wrote without a name, `told_key` is kept in place
    of `user`; no letter of that leaves.

    `read_at` is a day. `mailed_at` is when a letter was promised; the moment of `created_at` itself,
    where it was decided that none is wanted.
    """

    user = models.ForeignKey(
        User, models.CASCADE, null=True, related_name="notices", db_index=False
    )  # the indexes below begin with it
    told_key = models.CharField(max_length=32, blank=True, editable=False)
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
            ),
            models.UniqueConstraint(
                fields=["user", "post"], condition=Q(kind=Kind.ANSWER), name="notice_answer_once"
            ),
            models.UniqueConstraint(
                fields=["told_key", "post", "kind"],
                condition=Q(told_key__gt="") & ~Q(kind=Kind.MODERATION),
                name="notice_unnamed_once",
            ),
            models.CheckConstraint(
                condition=Q(user=None, told_key__gt="") | Q(user__isnull=False, told_key=""),
                name="notice_of_one",
            ),
            models.CheckConstraint(
                condition=Q(told_key="") | Q(mailed_at__isnull=False),
                name="notice_unnamed_unmailed",
            ),
        ]
        indexes = [
            models.Index(F("user"), F("id").desc(), name="notice_latest"),
            models.Index(
                F("told_key"), F("id").desc(), condition=Q(told_key__gt=""), name="notice_unnamed"
            ),
            models.Index(F("user"), condition=Q(read_at=None), name="notice_unread"),
            models.Index(F("user"), F("mailed_at").desc(), name="notice_mailed"),
            models.Index(
                F("created_at"), F("user"), condition=Q(mailed_at=None), name="notice_unmailed"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def deed_label(self) -> str:
        return str(Verb(self.deed).label) if self.deed in Verb.values else ""
