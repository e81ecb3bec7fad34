"""A member's notices on the site: how many are new, which they are, what has been read."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db.models import Q
from django.db.models.functions import Left
from django.utils import timezone

from accounts.models import User, this_day
from forum.anonymity import told_keys
from forum.models import Kind, Notice, Topic
from forum.models.notices import ABOUT_A_POST, NoticeQuerySet

PAGE_SIZE = 20
MOST_COUNTED = 99
EXCERPT = 280  # characters
LIFE_READ, LIFE = datetime.timedelta(days=90), datetime.timedelta(days=365)


def count(user: User) -> int:
    """How many are new, up to one more than `MOST_COUNTED`. One query."""
    unread = Notice.objects.visible_to(user).unread().select_related("post")
    fields = ("kind", "told_key", *(f"post__{name}" for name in ("author", "author_key", "topic")))
    rows = unread.only(*fields)[: 2 * MOST_COUNTED + 2]
    return min(len(shown_to(user, rows)), MOST_COUNTED + 1)


def page(user: User, before: int | None) -> tuple[list[Notice], int | None]:
    """The latest notices, or those before one, and the number to go on from, if any.

    Two queries, each along an index that has its order; one for both would have to sort them all.
    """
    notices = for_lists(Notice.objects.still_readable(user)).latest_first()
    if before is not None:
        notices = notices.filter(pk__lt=before)
    parts = (notices.filter(user=user), notices.filter(told_key__in=told_keys(user.pk)))
    found = [notice for part in parts for notice in part[: PAGE_SIZE + 1]]
    rows = sorted(found, key=lambda notice: notice.pk, reverse=True)[: PAGE_SIZE + 1]
    onward = rows[PAGE_SIZE - 1].pk if len(rows) > PAGE_SIZE else None
    return shown_to(user, rows[:PAGE_SIZE]), onward


def for_lists(notices: NoticeQuerySet) -> NoticeQuerySet:
    """With what a line about each shows, the post’s words cut to an `excerpt`."""
    related = notices.select_related("topic__section", "post__topic__section", "post__author")
    deferred = related.defer("post__text", "post__plain")
    return deferred.annotate(excerpt=Left("post__plain", EXCERPT))


def shown_to(user: User, notices: Iterable[Notice]) -> list[Notice]:
    """Without news of the member's own posts, and of one post once. They come with their `post`."""
    rows = list(notices)
    named = {row.post_id for row in rows if row.kind in ABOUT_A_POST and not row.told_key}
    return [
        row
        for row in rows
        if row.kind not in ABOUT_A_POST
        or not ((row.told_key and row.post_id in named) or (row.post and row.post.is_by(user)))
    ]


def seen(user: User, topic: Topic, up_to_number: int) -> None:
    """They were shown the topic up to this post: what tells of those is read. One query."""
    told = Notice.objects.of(user).unread().exclude(kind=Kind.MODERATION)
    told.filter(post__topic=topic, post__number__lte=up_to_number).update(read_at=this_day())


def read(user: User, notice: Notice) -> None:
    Notice.objects.of(user).unread().filter(pk=notice.pk).update(read_at=this_day())


def read_all(user: User) -> None:
    Notice.objects.of(user).unread().update(read_at=this_day())


def forget(user: User) -> None:
    """Those that don't name the member; the others go with the account."""
    Notice.objects.filter(told_key__in=told_keys(user.pk)).delete()


def tidy() -> None:
    """Delete what was read a season ago, and what a year ago wasn't."""
    now = timezone.now()
    Notice.objects.filter(
        Q(created_at__lt=now - LIFE) | Q(created_at__lt=now - LIFE_READ, read_at__isnull=False)
    ).delete()
