"""Telling members what moderators did to what they wrote. Letters follow from the notices.

A row that names the author of an anonymous post beside it would undo the promise. They are told only
what they must know, without post, topic or hour, and the words said to them stand nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User, this_day
from forum.anonymity import authors_behind
from forum.models import Action, Kind, Notice, Post, Topic, Verb

LONGEST = 1000  # characters of a notice's words

UNNAMED = frozenset({Verb.HIDE, Verb.DELETE, Verb.WARN, Verb.SUSPEND})


def tell_authors(action: Action, posts: Iterable[Post]) -> None:
    """Each author once, but not moderators of their own deeds. With one post the notice leads to it."""
    posts = list(posts)
    authors = {
        post.author_id: post
        for post in posts
        if post.author_id and post.author_id != action.actor_id
    }
    Notice.objects.bulk_create(
        Notice(
            user_id=author,
            kind=Kind.MODERATION,
            topic_id=post.topic_id,
            post=post if len(posts) == 1 else None,
            deed=action.verb,
            text=action.note,
        )
        for author, post in authors.items()
    )
    if action.verb in UNNAMED:
        tell_unnamed({post.author_key: post.topic_id for post in posts if post.author_key})


def tell_unnamed(keys: dict[str, int], words: str = "") -> None:
    """Those behind anonymous posts, given with their topics. Tries all members: nothing for a page."""
    if not keys:
        return
    for user in User.objects.filter(pk__in=authors_behind(keys).values()):
        with override(user.language):
            text = _("Moderators have decided about something you wrote without your name.")
        Notice.objects.create(
            user=user,
            kind=Kind.MODERATION,
            text=f"{text} {words}".strip()[:LONGEST],
            created_at=this_day(),
        )


def tell_member(action: Action, member: User, topic: Topic | None = None) -> None:
    Notice.objects.create(
        user=member,
        kind=Kind.MODERATION,
        topic=topic,
        post=action.post,
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
