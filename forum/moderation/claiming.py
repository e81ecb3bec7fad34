"""Giving what was written on the older site to the member who wrote it there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, Max

from accounts.models import User
from forum.models import Action, Post, Verb
from forum.moderation import acting, notifying
from forum.refusals import NotUndoable

if TYPE_CHECKING:
    from django.db.models import QuerySet


def unclaimed() -> QuerySet[Post, Any]:
    """Names of the older site whose posts are nobody's: `imported_author`, `posts`, `latest`."""
    return (
        Post.objects.filter(author=None, author_key="", deleted_at=None)
        .exclude(imported_author="")
        .values("imported_author")
        .annotate(posts=Count("pk"), latest=Max("created_at"))
        .order_by("-posts", "imported_author")
    )


@transaction.atomic
def claim(imported_name: str, member: User, moderator: User, note: str = "") -> Action | None:
    """All posts of that name are the member's. None where there are none left."""
    acting.require(moderator)
    posts = Post.objects.filter(imported_author=imported_name, author=None, author_key="")
    pks = list(posts.select_for_update().order_by("pk").values_list("pk", flat=True))
    if not imported_name or not pks:
        return None
    Post.objects.filter(pk__in=pks).update(author=member)
    before = {"claim": {"posts": pks, "member": member.pk}}
    action = acting.log(Verb.CLAIM, moderator, member=member, note=note, before=before)
    notifying.tell_member(action, member)
    return action


def undo_claim(action: Action) -> None:
    """They are nobody's again. Raises NotUndoable once the account is gone, as they are then anyway."""
    claimed = action.before["claim"]
    if action.member_id != claimed["member"]:
        raise NotUndoable
    Post.objects.filter(pk__in=claimed["posts"], author=action.member).update(author=None)
