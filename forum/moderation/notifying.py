"""Telling members what moderators did to what they wrote. Letters follow from the notices.

Who wrote without a name is told by a row that doesn't name them either (`told_key`): on the site, not by
mail. Also moderators of their own anonymous posts: a row that is missing would tell.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from forum.anonymity import authors_behind, told_key
from forum.models import Action, Kind, Notice, Post


def tell_authors(action: Action, posts: Iterable[Post]) -> None:
    """Each author once, but not moderators of their own deeds. With one post the notice leads to it.

    Where one of them isn't named, it tries all members: nothing for a page.
    """
    posts = list(posts)
    named = {
        post.author_id: post
        for post in posts
        if post.author_id and post.author_id != action.actor_id
    }
    unnamed = {post.author_key: post for post in posts if post.author_key}
    notices = [_notice(action, post, len(posts), user_id=pk) for pk, post in named.items()]
    if unnamed:
        behind = authors_behind({key: post.topic_id for key, post in unnamed.items()})
        for key, pk in behind.items():
            post = unnamed[key]
            told = told_key(post.topic_id, pk)
            notices.append(
                _notice(action, post, len(posts), told_key=told, mailed_at=timezone.now())
            )
    Notice.objects.bulk_create(notices)


def _notice(action: Action, post: Post, of: int, **whose: object) -> Notice:
    return Notice(
        kind=Kind.MODERATION,
        topic_id=post.topic_id,
        post=post if of == 1 else None,
        deed=action.verb,
        text=action.note,
        **whose,
    )


def tell_member(action: Action, member: User) -> None:
    """Of a deed that isn't about a post."""
    Notice.objects.create(
        user=member,
        kind=Kind.MODERATION,
        deed=action.verb,
        text=action.note,
    )


def tell_moderators(action: Action) -> None:
    """That something needs a look."""
    Notice.objects.bulk_create(
        Notice(
            user=user,
            kind=Kind.MODERATION,
            topic=action.topic,
            post=action.post,
            deed=action.verb,
            text=action.note,
        )
        for user in moderators()
    )


def moderators() -> Iterable[User]:
    """Whom `standing.is_moderator` says yes of. One query."""
    right = {"codename": "moderate", "content_type__app_label": "forum"}
    return User.objects.filter(
        Q(is_superuser=True)
        | Q(**{f"user_permissions__{name}": value for name, value in right.items()})
        | Q(**{f"groups__permissions__{name}": value for name, value in right.items()}),
        is_active=True,
        is_staff=True,
    ).distinct()
