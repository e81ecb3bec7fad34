"""Posts: the text a topic opens with, number 0, and the replies to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from core import markdown
from forum.anonymity import author_key
from forum.models.topics import LONGEST_TITLE, Topic
from forum.standing import Standing, reading_level
from search.columns import search_column, words_index

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.utils.safestring import SafeString

LONGEST = 30_000  # characters of a text
PAGE_SIZE = 20  # replies on a page; the opening stands above those of the first
STANDING = Q(held_at=None, hidden_at=None, deleted_at=None)


class ForumPostQuerySet(models.QuerySet["Post"]):  # django-stubs takes managers of one name for one
    def visible_to(self, user: User | AnonymousUser) -> ForumPostQuerySet:
        """Posts that stand, in topics this reader may see; every post, to moderators."""
        posts = self.filter(topic__in=Topic.objects.visible_to(user))
        return posts if reading_level(user) == Standing.TEAM else posts.standing()

    def standing(self) -> ForumPostQuerySet:
        """Neither waiting, hidden nor deleted."""
        return self.filter(STANDING)

    def waiting_of(self, user: User) -> ForumPostQuerySet:
        """What this member wrote under their name and a moderator has yet to approve."""
        return self.filter(author=user, held_at__isnull=False, hidden_at=None, deleted_at=None)

    def replies(self) -> ForumPostQuerySet:
        return self.filter(number__gt=0)


class Post(models.Model):
    """Written by a member (`author`), by one who isn't named (`author_key`) or on an older site
    (`imported_author`); by nobody any more once the member is gone."""

    # Without an index of its own: `post_number_unique` begins with it, and beside another one the
    # planner would read a whole thread to find the low numbers, which nearly every topic has.
    topic = models.ForeignKey(
        Topic, models.CASCADE, related_name="posts", verbose_name=_("topic"), db_index=False
    )
    number = models.PositiveIntegerField(
        _("number"),
        null=True,
        help_text=_("Its place in the topic; none while it waits for approval."),
    )
    author = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="forum_posts",
        verbose_name=_("author"),
    )  # fmt: skip
    author_key = models.CharField(max_length=32, blank=True, editable=False)
    imported_author = models.CharField(_("name on the older site"), max_length=120, blank=True)

    # Its topic's, on an opening, so that one index finds both: `counting.entitle` writes it.
    title = models.CharField(
        _("title"), max_length=LONGEST_TITLE, blank=True, default="", editable=False
    )
    text = models.TextField(_("text"), max_length=LONGEST, blank=True)
    plain = models.TextField(
        _("words"),
        blank=True,
        editable=False,
        help_text=_(
            "Without marks and personal data: for excerpts, letters, feeds and the search."
        ),
    )
    language = models.CharField(_("language"), max_length=8, blank=True)
    mentions = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    edited_at = models.DateTimeField(_("changed"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    token = models.UUIDField(null=True, unique=True, editable=False)

    held_at = models.DateTimeField(_("waits for approval since"), null=True, blank=True)
    hidden_at = models.DateTimeField(_("hidden"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("deleted by its author"), null=True, blank=True)
    like_count = models.PositiveIntegerField(_("likes"), default=0)
    search = search_column(title="title", body="plain")

    objects = ForumPostQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("in the forum", "post")
        verbose_name_plural = pgettext_lazy("in the forum", "posts")
        constraints = [
            models.UniqueConstraint(fields=["topic", "number"], name="post_number_unique"),
            models.CheckConstraint(
                condition=Q(author=None) | Q(author_key=""), name="post_named_or_anonymous"
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=False) | Q(held_at__isnull=False)
                | Q(deleted_at__isnull=False) | Q(hidden_at__isnull=False),
                name="post_numbered_unless_waiting",
            ),
            models.CheckConstraint(
                condition=Q(title="") | Q(number=0), name="post_title_on_opening"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(F("author"), F("created_at").desc(), name="post_by_author"),
            models.Index(F("created_at").desc(), F("id").desc(), name="post_latest"),
            models.Index(F("held_at"), condition=Q(held_at__isnull=False), name="post_held"),
            models.Index(
                F("topic"), F("author_key"), condition=Q(author_key__gt=""), name="post_anonymous"
            ),
            GinIndex(F("mentions"), condition=~Q(mentions=[]), name="post_mentioning"),
            models.Index(
                Upper("imported_author"),
                condition=Q(imported_author__gt=""),
                name="post_imported_author",
            ),
            words_index("search", "post_words"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    def get_absolute_url(self) -> str:
        return self.topic.get_absolute_url() if self.is_opening else self.topic.address_of(self)

    @property
    def page(self) -> int:
        return max(0, (self.number or 1) - 1) // PAGE_SIZE + 1

    @property
    def is_opening(self) -> bool:
        return self.topic.opening_id == self.pk

    @property
    def is_anonymous(self) -> bool:
        return bool(self.author_key)

    @property
    def stands(self) -> bool:
        return self.held_at is None and self.hidden_at is None and self.deleted_at is None

    @property
    def was_edited(self) -> bool:
        return self.edited_at is not None

    def is_by(self, user: User | AnonymousUser) -> bool:
        """Whether this member wrote it, under their name or without."""
        if not user.is_authenticated:
            return False
        if self.author_key:
            return self.author_key == author_key(self.topic_id, user.pk)
        return self.author_id == user.pk

    def html(self, addresses: dict[str, str]) -> SafeString:
        """The text rendered; `addresses` of profiles by the names that are mentioned on the page."""
        named = {name: addresses[name] for name in self.mentions if name in addresses}
        return markdown.render(self.text, mentions=named)


class Edit(models.Model):
    """What a post said before it was changed, once it had stood for a while."""

    post = models.ForeignKey(
        Post,
        models.CASCADE,
        related_name="edits",
        verbose_name=pgettext_lazy("in the forum", "post"),
    )
    text = models.TextField(_("text before"))
    edited_at = models.DateTimeField(_("changed"), default=timezone.now)
    by_moderator = models.BooleanField(_("by a moderator"), default=False)

    class Meta:
        verbose_name = _("earlier version")
        verbose_name_plural = _("earlier versions")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"#{self.post_id}, {self.edited_at:%Y-%m-%d}"
