"""Following topics and sections, and bookmarks: what a member marks for themselves."""

from __future__ import annotations

from accounts.models import User
from forum.models import Bookmark, Follow, Post, Section, Topic


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
