"""Topics: a title over a row of posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core.languages import LANGUAGES
from core.slugs import slugify
from forum.models.sections import Section
from forum.standing import Standing, reading_level
from search.columns import title_words

if TYPE_CHECKING:
    import datetime

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from forum.models.posts import Post

LONGEST_TITLE = 140  # characters
LISTED = Q(hidden_at=None, held_at=None, merged_into=None)


class TopicQuerySet(models.QuerySet["Topic"]):
    def visible_to(self, user: User | AnonymousUser) -> TopicQuerySet:
        """Of readable sections; what is hidden or waits for approval, to moderators only.

        Whoever wrote a topic that waits finds it through `Post.objects.waiting_of`.
        """
        level = reading_level(user)
        readable = self.filter(
            Q(section__parent=None) | Q(section__parent__readers__lte=level),
            section__readers__lte=level,
        )
        return readable if level == Standing.TEAM else readable.filter(LISTED)

    def listed(self) -> TopicQuerySet:
        """What lists show, moderators' too: those have the queue for the rest."""
        return self.filter(LISTED)

    def latest_first(self) -> TopicQuerySet:
        return self.order_by("-last_posted_at", "-pk")

    def before(self, moment: datetime.datetime, pk: int) -> TopicQuerySet:
        """Those after this place in `latest_first`: pages go on from where the last one ended."""
        return self.filter(
            Q(last_posted_at__lt=moment) | Q(last_posted_at=moment, pk__lt=pk),
            last_posted_at__lte=moment,
        )

    def unpinned(self, now: datetime.datetime) -> TopicQuerySet:
        return self.filter(Q(pinned_until=None) | Q(pinned_until__lte=now))

    def pinned(self, now: datetime.datetime) -> TopicQuerySet:
        return self.filter(pinned_until__gt=now)

    def unanswered(self) -> TopicQuerySet:
        """Nobody has replied; or it is a question without an accepted answer."""
        return self.filter(
            Q(reply_count=0, lost_reply_count=0) | Q(section__is_questions=True),
            answer=None,  # said of both, for the index of what is open
            locked_at=None,
        )

    def for_lists(self) -> TopicQuerySet:
        """What a row of a list shows; no text."""
        return self.select_related("section", "opening__author", "last_post__author").defer(
            *(f"{post}__{name}" for post in ("opening", "last_post") for name in ("text", "plain"))
        )


class Topic(models.Model):
    """Its texts are posts. What it counts is changed in `forum.counting` only."""

    section = models.ForeignKey(
        Section, models.PROTECT, related_name="topics", verbose_name=_("section")
    )
    title = models.CharField(_("title"), max_length=LONGEST_TITLE)
    language = models.CharField(_("language"), max_length=8, blank=True)
    created_at = models.DateTimeField(_("started"), default=timezone.now, db_index=True)

    # The two posts a list names, and what lists are ordered by
    opening = models.OneToOneField(
        "forum.Post", models.SET_NULL, null=True, related_name="+", editable=False
    )
    last_post = models.ForeignKey(
        "forum.Post", models.SET_NULL, null=True, related_name="+", editable=False
    )
    last_posted_at = models.DateTimeField(_("last post"), default=timezone.now)
    reply_count = models.PositiveIntegerField(_("replies"), default=0)
    view_count = models.PositiveIntegerField(_("views"), default=0)
    lost_reply_count = models.PositiveIntegerField(
        _("replies that were lost"),
        default=0,
        help_text=_("An older site counted them, but they could not be taken over."),
    )

    answer = models.ForeignKey(
        "forum.Post", models.SET_NULL, null=True, related_name="+", verbose_name=_("answer")
    )
    answered_at = models.DateTimeField(_("answered"), null=True)
    locked_at = models.DateTimeField(_("locked"), null=True)
    pinned_until = models.DateTimeField(_("pinned until"), null=True)
    held_at = models.DateTimeField(_("waits for approval since"), null=True)
    hidden_at = models.DateTimeField(_("hidden"), null=True)
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="merged", verbose_name=_("merged into")
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        permissions = [("moderate", _("Can moderate the forum"))]
        indexes = [
            models.Index(
                F("section"), F("last_posted_at").desc(), F("id").desc(),
                condition=LISTED, name="topic_in_section",
            ),
            models.Index(
                F("last_posted_at").desc(), F("id").desc(), condition=LISTED, name="topic_latest"
            ),
            models.Index(
                F("last_posted_at").desc(), F("id").desc(),
                condition=LISTED & Q(answer=None, locked_at=None), name="topic_open",
            ),
            models.Index(
                F("section"), condition=Q(pinned_until__isnull=False), name="topic_pinned"
            ),
            models.Index(F("held_at"), condition=Q(held_at__isnull=False), name="topic_held"),
            GinIndex(title_words("title"), name="topic_titles", fastupdate=False),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                condition=Q(title__gt=""),
                name="topic_has_title",
                violation_error_message=_("A topic needs a title."),
            ),
            models.CheckConstraint(
                condition=Q(answer=None) | Q(answered_at__isnull=False), name="topic_answer_dated"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its number decides; section and title are there to be read, and change with them."""
        return reverse("forum:topic", args=[self.section.slug, self.pk, self.slug])

    def address_in(self, language: str) -> str:
        """In the site's language that is nearest to this one: the interface's is the reader's choice."""
        with override(language if language in LANGUAGES else settings.LANGUAGE_CODE):
            return self.get_absolute_url()

    def address_of(self, post: Post) -> str:
        """Where a post of this topic is: its page is found when the address is followed."""
        return f"{self.get_absolute_url()}?reply={post.pk}#reply-{post.pk}"

    @property
    def slug(self) -> str:
        return slugify(self.title, self.language or "ru")

    @property
    def total_reply_count(self) -> int:
        """With those an older site had counted."""
        return self.reply_count + self.lost_reply_count

    @property
    def is_listed(self) -> bool:
        return self.hidden_at is None and self.held_at is None and self.merged_into_id is None

    def is_pinned(self, now: datetime.datetime) -> bool:
        return self.pinned_until is not None and self.pinned_until > now
