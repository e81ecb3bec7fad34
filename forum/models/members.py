"""What a member has in the forum beside their posts."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.models.posts import Post
from forum.models.sections import Section
from forum.models.topics import Topic


class Follow(models.Model):
    """A topic, or a whole section, of which a member wants to hear."""

    user = models.ForeignKey(User, models.CASCADE, related_name="follows")
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="follows")
    section = models.ForeignKey(Section, models.CASCADE, null=True, related_name="follows")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("thing followed")
        verbose_name_plural = _("things followed")
        constraints = [
            models.UniqueConstraint(fields=["topic", "user"], name="follow_topic_once"),
            models.UniqueConstraint(fields=["section", "user"], name="follow_section_once"),
            models.CheckConstraint(
                condition=Q(topic=None, section__isnull=False)
                | Q(topic__isnull=False, section=None),
                name="follow_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Bookmark(models.Model):
    user = models.ForeignKey(User, models.CASCADE, related_name="bookmarks")
    post = models.ForeignKey(Post, models.CASCADE, related_name="bookmarks")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("bookmark")
        verbose_name_plural = _("bookmarks")
        constraints = [models.UniqueConstraint(fields=["user", "post"], name="bookmark_once")]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Like(models.Model):
    """Who liked is known to nobody: a keyed hash, another for each post."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="likes")
    liker = models.CharField(max_length=32)

    class Meta:
        verbose_name = _("like")
        verbose_name_plural = _("likes")
        constraints = [models.UniqueConstraint(fields=["post", "liker"], name="like_once")]

    def __str__(self) -> str:
        return f"#{self.pk}"


class TopicRead(models.Model):
    """How far a member has read a topic: one row for both, whatever the topic's length."""

    reader = models.CharField(max_length=32)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()  # of the last post that was on a page they opened

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reader", "topic"], name="topic_read_once")]

    def __str__(self) -> str:
        return f"#{self.pk}"


class AllRead(models.Model):
    """When a member said that they had read everything."""

    reader = models.CharField(max_length=32, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"#{self.pk}"


class Draft(models.Model):
    """A text on its way, sealed: a stolen database doesn't tell what nobody has published yet."""

    user = models.ForeignKey(User, models.CASCADE, related_name="drafts")
    place = models.CharField(max_length=32)  # a keyed hash: see forum.drafting
    sealed = models.TextField()
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [models.UniqueConstraint(fields=["user", "place"], name="draft_once")]

    def __str__(self) -> str:
        return f"#{self.pk}"


def picture_path(picture: Picture, name: str) -> str:
    """A name nobody guesses, and which tells nothing: not the uploader, not the day."""
    return f"forum/{secrets.token_hex(2)}/{secrets.token_hex(16)}.{name.rpartition('.')[2]}"


class Picture(models.Model):
    """An uploaded picture: its member's until a post shows it, that post's from then on."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="pictures")
    post = models.ForeignKey(Post, models.SET_NULL, null=True, related_name="pictures")
    file = models.FileField(upload_to=picture_path, max_length=120)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()  # bytes
    uploaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        indexes = [
            models.Index(fields=["uploaded_at"], condition=Q(post=None), name="picture_of_no_post")
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
