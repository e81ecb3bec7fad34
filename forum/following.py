"""Following topics and sections, and bookmarks: what a member marks for themselves."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.db.models.functions import Left

from accounts.models import User
from forum.models import Bookmark, Follow, Post, Section, Topic

PAGE_SIZE = 30
EXCERPT = 200  # characters


def follow(user: User, topic: Topic) -> None:
    """Twice is once. One query."""
    Follow.objects.bulk_create([Follow(user=user, topic=topic)], ignore_conflicts=True)


def unfollow(user: User, topic: Topic) -> None:
    Follow.objects.filter(user=user, topic=topic).delete()


def follow_section(user: User, section: Section) -> None:
    Follow.objects.bulk_create([Follow(user=user, section=section)], ignore_conflicts=True)


def unfollow_section(user: User, section: Section) -> None:
    Follow.objects.filter(user=user, section=section).delete()


def bookmark(user: User, post: Post) -> None:
    Bookmark.objects.bulk_create([Bookmark(user=user, post=post)], ignore_conflicts=True)


def remove_bookmark(user: User, post: Post) -> None:
    Bookmark.objects.filter(user=user, post=post).delete()


def how(user: User, topic: Topic) -> set[str]:
    """By what they hear of a topic: "topic", "section", both or none. One query."""
    follows = Follow.objects.filter(Q(topic=topic) | Q(section=topic.section), user=user)
    return {"topic" if each else "section" for each in follows.values_list("topic", flat=True)}


def followed_sections(user: User) -> list[Section]:
    """One query."""
    sections = Section.objects.visible_to(user).filter(follows__user=user)
    return list(sections.in_order())


def followed_topics(user: User, before: int | None = None) -> tuple[list[Follow], int | None]:
    """What was followed last, or before one, with its topic; and where to go on, if anywhere. One query."""
    follows = Follow.objects.filter(user=user, topic__in=Topic.objects.visible_to(user))
    if before is not None:
        follows = follows.filter(pk__lt=before)
    rows = list(follows.select_related("topic__section").order_by("-pk")[: PAGE_SIZE + 1])
    return rows[:PAGE_SIZE], rows[PAGE_SIZE - 1].pk if len(rows) > PAGE_SIZE else None


def bookmarked(user: User, before: int | None = None) -> tuple[Sequence[Bookmark], int | None]:
    """The same of posts, with an `excerpt` of each. One query."""
    kept = Bookmark.objects.filter(user=user, post__in=Post.objects.visible_to(user))
    if before is not None:
        kept = kept.filter(pk__lt=before)
    kept = kept.select_related("post__topic__section", "post__author")
    kept = kept.defer("post__text", "post__plain").annotate(excerpt=Left("post__plain", EXCERPT))
    rows = list(kept.order_by("-pk")[: PAGE_SIZE + 1])
    return rows[:PAGE_SIZE], rows[PAGE_SIZE - 1].pk if len(rows) > PAGE_SIZE else None
