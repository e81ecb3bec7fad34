"""Who somebody is to the forum: counted from their time and their posts that were kept, never stored."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

FIRST_POSTS = 2  # how many of a new member's wait for approval, and must have been kept
MEMBER_DAYS, MEMBER_POSTS = 3, 5
TRUSTED_DAYS, TRUSTED_POSTS = 30, 30


class Standing(models.IntegerChoices):
    STRANGER = 0, _("visitor")
    NEW = 1, _("new member")
    MEMBER = 2, _("member")
    TRUSTED = 3, _("trusted member")
    TEAM = 4, _("team")


def is_moderator(user: User | AnonymousUser) -> bool:
    """One query for staff, once in a request; none for others.

    `has_perm` would take two, and pages know how many they may take.
    """
    if not (user.is_active and user.is_staff):
        return False
    known: bool | None = getattr(user, "_moderates_forum", None)
    if known is None:
        granted = Permission.objects.filter(
            Q(user=user) | Q(group__user=user),
            content_type__app_label="forum",
            codename="moderate",
        )
        known = user.is_superuser or granted.exists()
        setattr(user, "_moderates_forum", known)  # noqa: B010  of no model
    return known


def reading_level(user: User | AnonymousUser) -> Standing:
    """What `Section.readers` is compared with: of reading there are three kinds, so no query."""
    if is_moderator(user):
        return Standing.TEAM
    return Standing.NEW if user.is_authenticated else Standing.STRANGER


def standing_of(user: User | AnonymousUser) -> Standing:
    """By days since joining and posts that still stand. One query for a member, bounded."""
    if is_moderator(user):
        return Standing.TEAM
    if not user.is_authenticated:
        return Standing.STRANGER
    days = days_here(user)
    if days < MEMBER_DAYS:
        return Standing.NEW
    return earned(days, kept_posts(user, TRUSTED_POSTS))


def days_here(user: User) -> float:
    return (timezone.now() - user.joined_at) / datetime.timedelta(days=1)


def earned(days: float, kept: int) -> Standing:
    """By days since joining and posts that stand, for whoever has counted them already."""
    if days < MEMBER_DAYS:
        return Standing.NEW
    if days >= TRUSTED_DAYS and kept >= TRUSTED_POSTS:
        return Standing.TRUSTED
    return Standing.MEMBER if kept >= MEMBER_POSTS else Standing.NEW


def kept_posts(user: User, most: int) -> int:
    """How many posts under the member's name stand, up to `most`. One query by index."""
    posts = apps.get_model("forum", "Post")._default_manager
    return posts.filter(author=user, held_at=None, hidden_at=None, deleted_at=None)[:most].count()
