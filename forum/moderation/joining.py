"""Merging two topics into one, and splitting posts off into one of their own.

Nothing is lost: replies written meanwhile wait for the topics' rows, then go where the topic went.
Likes, bookmarks, reports and earlier versions belong to posts and go with them. Beside them:

- numbers follow the time, the opening stays first; who has read a post has read it still;
- an anonymous author gets the key of the other topic, so they can still change what they wrote;
- who follows a topic follows what it is merged into, and what is split off from it;
- a poll goes along where there is none yet; an accepted answer is one no more: it answered something else.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from forum import counting, drafting, locking
from forum.models import Action, Discussion, Follow, Poll, Post, Section, Topic, Verb
from forum.moderation import acting, notifying
from forum.moderation.carrying import carry
from forum.moderation.topics import clean_title
from forum.refusals import Impossible


@transaction.atomic
def merge(source: Topic, target: Topic, moderator: User, note: str = "") -> Action | None:
    """All posts of `source` into `target`; its address leads there from now on.

    None when that is so already. Raises NotAllowed, and Impossible for topics that aren't shown.
    """
    acting.require(moderator)
    if source.pk == target.pk:
        raise Impossible(_("A topic can’t be merged with itself."))
    source, target = locking.topics(source.pk, target.pk)
    if source.merged_into_id == target.pk:
        return None
    if not (source.is_listed and target.is_listed):
        raise Impossible(_("Only topics that are shown can be merged: restore them first."))
    opening, posts = source.opening, list(source.posts.values_list("pk", flat=True))
    changes = acting.Changes()
    _take_along(changes, source, target)
    changes.make(source, merged_into=target, answer=None, answered_at=None)
    before = {
        "source": source.pk,
        "target": target.pk,
        "posts": posts,
        "opening": source.opening_id,
        "views": source.view_count,
        "lost": source.lost_reply_count,
    }
    carry(posts, source, target)
    counting.add_views(target, source.view_count, source.lost_reply_count)
    action = _logged(Verb.MERGE, source, moderator, note, {"merge": before, "rows": changes.rows})
    _follow(source, target, action)
    drafting.bring(source, target)
    if opening:
        notifying.tell_authors(action, [opening])
    return action


@transaction.atomic
def split(
    posts: Collection[Post], title: str, section: Section, moderator: User, note: str = ""
) -> Topic:
    """Replies of one topic become a topic of their own. Twice, it is the same topic.

    Raises NotAllowed, and Impossible for the opening, posts of several topics, or none.
    """
    acting.require(moderator)
    title, pks = clean_title(title), sorted(post.pk for post in posts)
    [source_id, *others] = {post.topic_id for post in posts} or {0}
    if others or not pks:
        raise Impossible(_("Choose replies of this topic."))
    source = locking.topic(source_id)
    chosen = list(source.posts.replies().filter(pk__in=pks).order_by("created_at", "pk"))
    if not chosen and (done := _split_already(source, pks)):
        return done
    if len(chosen) != len(pks):
        raise Impossible(_("Choose replies of this topic."))
    if not chosen[0].stands:
        raise Impossible(_("The first of them is hidden: a topic can’t begin with it."))
    topic = _begun_with(chosen[0], title, section)
    changes = acting.Changes()
    if source.answer_id in pks:
        changes.make(source, answer=None, answered_at=None)
    carry(pks, source, topic)
    before = {"source": source.pk, "topic": topic.pk, "posts": pks}
    action = _logged(Verb.SPLIT, source, moderator, note, {"split": before, "rows": changes.rows})
    _follow(source, topic, action)
    notifying.tell_authors(action, Post.objects.filter(pk__in=pks))
    return topic


def undo_merge(before: dict[str, Any]) -> None:
    """The rows have been put back and both topics locked. What was added since the merge stays there."""
    source, target = locking.topics(before["source"], before["target"])
    source.opening_id = before["opening"]
    carry(before["posts"], target, source)
    counting.add_views(target, -before["views"], -before["lost"])


def undo_split(before: dict[str, Any]) -> None:
    """Back with all that was added since. The address of the topic that was leads there."""
    source, topic = locking.topics(before["source"], before["topic"])
    carry(list(topic.posts.values_list("pk", flat=True)), topic, source)
    topic.merged_into = source
    topic.save(update_fields=["merged_into"])


def unfollow(action: Action) -> None:
    """Who came to follow the target by this merge alone."""
    Follow.objects.filter(
        topic=action.before["merge"]["target"], created_at=action.created_at
    ).delete()


def _begun_with(post: Post, title: str, section: Section) -> Topic:
    return Topic.objects.create(
        section=section,
        title=title,
        language=post.language,
        created_at=post.created_at,
        last_posted_at=post.created_at,
        opening=post,
    )


def _split_already(source: Topic, pks: Sequence[int]) -> Topic | None:
    latest = source.actions.filter(verb=Verb.SPLIT, undone_at=None, before__split__posts=list(pks))
    action = latest.order_by("-pk").first()
    return Topic.objects.get(pk=action.before["split"]["topic"]) if action else None


def _take_along(changes: acting.Changes, source: Topic, target: Topic) -> None:
    """The poll, and what else there can be one of. Raises Impossible where both have a page they discuss."""
    discussion = Discussion.objects.filter(topic=source).first()
    if discussion:
        if Discussion.objects.filter(topic=target).exists():
            raise Impossible(_("Each of them discusses a page of its own: they can’t be one."))
        changes.make(discussion, topic=target)
    poll = Poll.objects.select_for_update().filter(topic=source).first()
    if poll and not Poll.objects.filter(topic=target).exists():
        changes.make(poll, topic=target)


def _follow(source: Topic, target: Topic, action: Action) -> None:
    """Dated as the deed, so that undoing it finds them without a list of who follows what in the log."""
    Follow.objects.bulk_create(
        (
            Follow(user_id=user, topic=target, created_at=action.created_at)
            for user in source.follows.values_list("user_id", flat=True)
        ),
        ignore_conflicts=True,
        batch_size=1_000,
    )


def _logged(verb: Verb, topic: Topic, moderator: User, note: str, before: dict[str, Any]) -> Action:
    return acting.log(verb, moderator, topic=topic, note=note, before=before)
