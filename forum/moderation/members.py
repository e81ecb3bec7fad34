"""Deeds on a member: warn, suspend, end a suspension, hide all they wrote.

The author of an anonymous post can be warned and suspended by it, and nobody learns who it is: not the
moderator, not the log, and not the database without the key.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from forum import counting, locking
from forum.anonymity import authors_behind, suspended_key
from forum.models import Action, Post, Suspension, Verb
from forum.moderation import acting, notifying
from forum.moderation.posts import conceal
from forum.refusals import Impossible, NotAllowed
from forum.standing import is_moderator

SAME = datetime.timedelta(minutes=1)  # two ends of a suspension that are one, clicked twice
AGAIN = datetime.timedelta(minutes=5)  # the same warning within this was a second click


@transaction.atomic
def warn(member: User, moderator: User, note: str) -> Action | None:
    acting.require(moderator)
    _one_at_a_time(member)
    if _warned(member=member, note=note):
        return None
    action = acting.log(Verb.WARN, moderator, member=member, note=note)
    notifying.tell_member(action, member)
    return action


@transaction.atomic
def warn_author(post: Post, moderator: User, note: str) -> Action | None:
    """Of a post, also of one without a name. Raises Impossible for one whose author is gone."""
    acting.require(moderator)
    post = locking.post(post.pk)
    author = _known_author(post)
    if _warned(post=post, note=note):
        return None
    action = acting.log(Verb.WARN, moderator, topic=post.topic, post=post, member=author, note=note)
    notifying.tell_authors(action, [post])
    return action


@transaction.atomic
def suspend(
    member: User, moderator: User, ends_at: datetime.datetime | None, reason: str
) -> Action | None:
    """Until a moment, or for good. None where it is in force already, as long or longer.

    Raises NotAllowed for moderators' own kind.
    """
    acting.require(moderator)
    if is_moderator(member):
        raise NotAllowed
    _one_at_a_time(member)
    return _suspend(moderator, ends_at, reason, member=member)


@transaction.atomic
def suspend_author(
    post: Post, moderator: User, ends_at: datetime.datetime | None, reason: str
) -> Action | None:
    """Of a post, also of one without a name: then the row has a key of theirs. Raises Impossible."""
    acting.require(moderator)
    post = locking.post(post.pk)
    if not post.author_key:
        author = _author(post)
        if is_moderator(author):
            raise NotAllowed
        _one_at_a_time(author)
        return _suspend(moderator, ends_at, reason, member=author, post=post)
    key = suspended_key(_author_behind(post))  # a moderator's own, too: a refusal would tell
    return _suspend(moderator, ends_at, reason, key=key, post=post)


@transaction.atomic
def lift(suspension: Suspension, moderator: User, note: str = "") -> Action | None:
    """Ends it now."""
    acting.require(moderator)
    suspension = Suspension.objects.select_for_update().get(pk=suspension.pk)
    if suspension.is_over(timezone.now()):
        return None
    changes = acting.Changes()
    changes.make(suspension, lifted_at=timezone.now())
    member = suspension.member
    before = {"rows": changes.rows}
    action = acting.log(Verb.UNSUSPEND, moderator, member=member, note=note, before=before)
    if member:
        notifying.tell_member(action, member)
    return action


@transaction.atomic
def hide_posts(member: User, moderator: User, note: str = "") -> Action | None:
    """All that stands or waits under the member's name. Three queries a topic, one a post."""
    acting.require(moderator)
    return _hide_all(Q(author=member), moderator, note, member)


@transaction.atomic
def hide_posts_like(post: Post, moderator: User, note: str = "") -> Action | None:
    """All of this post's author: under their name, or in this topic if they wrote without one."""
    acting.require(moderator)
    if post.author_key:
        return _hide_all(Q(topic=post.topic_id, author_key=post.author_key), moderator, note, None)
    author = _author(post)
    return _hide_all(Q(author=author), moderator, note, author)


def _hide_all(chosen: Q, moderator: User, note: str, member: User | None) -> Action | None:
    posts = Post.objects.filter(chosen, hidden_at=None, deleted_at=None)
    topics = {
        topic.pk: topic
        for topic in locking.topics(*posts.values_list("topic_id", flat=True).distinct())
    }
    changes = acting.Changes()
    hidden = list(posts.filter(topic__in=topics).select_for_update().order_by("-number", "pk"))
    for post in hidden:  # replies before the opening, which is alone then
        post.topic = topics[post.topic_id]
        conceal(post, changes)
    if not hidden:
        return None
    for topic in topics.values():
        counting.recount(topic)
    before = {"rows": changes.rows}
    action = acting.log(Verb.HIDE, moderator, member=member, note=note, before=before)
    notifying.tell_authors(action, hidden)
    return action


def _suspend(
    moderator: User,
    ends_at: datetime.datetime | None,
    reason: str,
    *,
    member: User | None = None,
    key: str = "",
    post: Post | None = None,
) -> Action | None:
    theirs = Suspension.objects.filter(member=member, member_key=key).in_force()
    if post and key:
        theirs = theirs.filter(pk__in=_known_of(post))
    as_long = (
        Q(ends_at=None) if ends_at is None else Q(ends_at=None) | Q(ends_at__gte=ends_at - SAME)
    )
    if theirs.filter(as_long).exists():
        return None
    made = Suspension.objects.create(
        member=member, member_key=key, reason=reason, ends_at=ends_at, by=moderator
    )
    about: dict[str, Any] = {"topic": post.topic, "post": post} if post else {}
    before = {"suspension": made.pk}
    action = acting.log(Verb.SUSPEND, moderator, member=member, note=reason, before=before, **about)
    if post:
        notifying.tell_authors(action, [post])
    elif member:
        notifying.tell_member(action, member)
    return action


def _known_of(post: Post) -> list[int]:
    """Suspensions for what the same unnamed author wrote in this topic. That there is one for another
    topic would tell moderators that both have one author."""
    deeds = Action.objects.filter(
        verb=Verb.SUSPEND, post__topic=post.topic_id, post__author_key=post.author_key
    )
    return list(deeds.values_list("before__suspension", flat=True))


def _warned(**about: Any) -> bool:
    recent = timezone.now() - AGAIN
    return Action.objects.filter(verb=Verb.WARN, created_at__gt=recent, **about).exists()


def _one_at_a_time(member: User) -> None:
    User.objects.select_for_update(no_key=True).only("pk").get(pk=member.pk)


def _known_author(post: Post) -> User | None:
    """None where it isn't named, but somebody is behind it. Raises Impossible."""
    if post.author_key:
        _author_behind(post)
        return None
    return _author(post)


def _author(post: Post) -> User:
    if post.author is None:
        raise Impossible(_("Nobody here is the author of this post any more."))
    return post.author


def _author_behind(post: Post) -> int:
    found = authors_behind({post.author_key: post.topic_id}).get(post.author_key)
    if found is None:
        raise Impossible(_("Nobody here is the author of this post any more."))
    return found
