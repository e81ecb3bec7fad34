"""Who hears of a new post, and who of an accepted answer: rows for the bell, and for letters.

These rows must not show what a member does without a name, neither by being there nor by missing.
Whoever is found by a keyed hash gets one that names nobody (`told_key`), whatever else they get and
whoever they are. The author of an anonymous post gets one of it like all others. What is somebody's
own, or there twice, is left out where notices are read: see `noticing.shown_to`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User, UserQuerySet
from forum.anonymity import authors_behind, told_key
from forum.models import Action, Follow, Kind, Notice, Post, Section, Suspension, Topic, Verb
from forum.standing import Standing, is_moderator
from forum.writing import quoted_posts

# In the database: followers may be many thousands, and Python has nothing to add.
TELL_FOLLOWERS = """
INSERT INTO forum_notice (user_id, told_key, kind, topic_id, post_id, text, deed, created_at)
SELECT follower, '', 'followed', %s, %s, '', '', %s FROM ({followers}) AS following(follower)
ON CONFLICT DO NOTHING
"""


@transaction.atomic
def tell(post_id: int) -> None:
    """One notice for each whom a post concerns, by the first kind that is so. Twice is once.

    Nothing where it stands no longer. Eleven statements at most, however many follow.
    """
    post = _standing(post_id)
    if post is None:
        return
    now = timezone.now()
    quoted = list(Post.objects.standing().filter(pk__in=quoted_posts(post.text)))
    hearers = may_hear(post.topic.section)
    if post.author_id:
        hearers = hearers.exclude(pk=post.author_id)
    kinds = _found_by_name(post, quoted)
    named = hearers.filter(pk__in=kinds).values_list("pk", flat=True)
    _save(_notice(post, kinds[pk], now, user_id=pk) for pk in named)
    _save(_unnamed(post, Kind.FOLLOWED, now, pk) for pk in _behind([*_above(post), *quoted]))
    _tell_followers(post, hearers.filter(pk__in=_follows(post.topic).values("user")), now)


@transaction.atomic
def tell_of_answer(post_id: int) -> None:
    """A notice for the author of an accepted answer, unless they chose it. Twice is once."""
    post = _standing(post_id)
    if post is None or post.topic.answer_id != post.pk:
        return
    now = timezone.now()
    if post.author_key and not _chosen_by_author(post):
        _save(_unnamed(post, Kind.ANSWER, now, pk) for pk in _behind([post]))
    elif post.author_id and not _chosen_by_author(post):
        hearers = may_hear(post.topic.section).filter(pk=post.author_id)
        _save(_notice(post, Kind.ANSWER, now, user_id=user.pk) for user in hearers)


def may_hear(section: Section) -> UserQuerySet:
    """Active members who may read there and aren’t suspended under their name.

    The twin of `visible_to` for many members at once. Those suspended for an anonymous post hear as
    ever: what they miss would show who they are. One query more where only the team reads.
    """
    suspended = Suspension.objects.in_force().exclude(member=None).values("member")
    members = User.objects.filter(is_active=True).exclude(pk__in=suspended)
    if max(section.readers, section.parent.readers if section.parent else 0) <= Standing.NEW:
        return members
    staff = User.objects.filter(is_active=True, is_staff=True)
    return members.filter(pk__in=[user.pk for user in staff if is_moderator(user)])


def _standing(post_id: int) -> Post | None:
    posts = Post.objects.standing().filter(pk=post_id, topic__in=Topic.objects.listed())
    return posts.select_related("topic__section__parent", "topic__opening").first()


def _above(post: Post) -> list[Post]:
    """The opening that a reply stands under."""
    opening = post.topic.opening
    return [opening] if opening and opening.pk != post.pk else []


def _behind(posts: Iterable[Post]) -> set[int]:
    """Ids of those who wrote them without a name."""
    keys = {post.author_key: post.topic_id for post in posts if post.author_key}
    return set(authors_behind(keys).values()) if keys else set()


def _follows(topic: Topic) -> QuerySet[Follow]:
    return Follow.objects.filter(Q(topic=topic) | Q(section=topic.section))


def _found_by_name(post: Post, quoted: Iterable[Post]) -> dict[int, Kind]:
    """Members and what they hear. A topic counts as somebody’s own while they follow it."""
    mentioned = User.objects.filter(name__in=post.mentions)
    starters = [opening.author_id for opening in _above(post)]
    own = Follow.objects.filter(topic=post.topic, user__in=starters)
    kinds = dict.fromkeys(own.values_list("user", flat=True), Kind.REPLY)
    kinds |= {each.author_id: Kind.QUOTE for each in quoted if each.author_id}
    return kinds | dict.fromkeys(mentioned.values_list("pk", flat=True), Kind.MENTION)


def _chosen_by_author(post: Post) -> bool:
    """Whoever asked chooses, or a moderator, which is noted."""
    chosen = Action.objects.filter(verb=Verb.ANSWER, post=post).order_by("-pk").first()
    if chosen:
        return chosen.actor is not None and post.is_by(chosen.actor)
    opening = post.topic.opening
    authorship = (post.author_id, post.author_key)
    return opening is not None and authorship == (opening.author_id, opening.author_key)


def _notice(post: Post, kind: Kind, now: datetime.datetime, **whose: object) -> Notice:
    return Notice(topic=post.topic, post=post, kind=kind, created_at=now, **whose)


def _unnamed(post: Post, kind: Kind, now: datetime.datetime, user_id: int) -> Notice:
    key = told_key(post.topic_id, user_id)
    return _notice(post, kind, now, told_key=key, mailed_at=now)


def _save(notices: Iterable[Notice]) -> None:
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def _tell_followers(post: Post, followers: UserQuerySet, now: datetime.datetime) -> None:
    """Whoever has heard by another kind is passed over by the constraint."""
    try:
        query, values = followers.values("pk").query.sql_with_params()
    except EmptyResultSet:  # nobody may read there, so Django writes no query
        return
    insert = TELL_FOLLOWERS.format(followers=query)
    with connection.cursor() as cursor:
        cursor.execute(insert, [post.topic_id, post.pk, now, *values])
