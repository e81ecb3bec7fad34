"""Likes. The post counts them; who liked is known to nobody."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from accounts.models import User
from forum.admission import refuse_suspended
from forum.anonymity import liker_key
from forum.models import Like, Post
from forum.refusals import NotAllowed


@transaction.atomic
def like(post: Post, user: User) -> None:
    """Twice is once. Raises NotAllowed for one's own, Suspended. The post's row is locked meanwhile."""
    if post.is_by(user):
        raise NotAllowed
    refuse_suspended(user)
    row = Like(post=post, liker=liker_key(post.pk, user.pk))
    before = Like.objects.filter(post=post, liker=row.liker)
    if not before.exists():
        Post.objects.select_for_update().get(pk=post.pk)  # two clicks at once are counted once
        if not before.exists():
            row.save()
            Post.objects.filter(pk=post.pk).update(like_count=F("like_count") + 1)


@transaction.atomic
def unlike(post: Post, user: User) -> None:
    """Only a like that is there. The counts an older site brought stay."""
    Post.objects.select_for_update().get(pk=post.pk)
    deleted, _rows = Like.objects.filter(post=post, liker=liker_key(post.pk, user.pk)).delete()
    if deleted:
        Post.objects.filter(pk=post.pk).update(like_count=F("like_count") - 1)


def liked_by(user: User, posts: list[Post]) -> set[int]:
    """Which of the posts this member likes. One query."""
    keys = {liker_key(post.pk, user.pk): post.pk for post in posts}
    found = Like.objects.filter(liker__in=keys, post__in=keys.values())
    return {keys[key] for key in found.values_list("liker", flat=True)}
