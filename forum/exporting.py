"""The forum's public part, row by row, for the export of the site (docs/export.md).

What a stranger could read and nothing else: no section for members, nothing hidden, waiting or deleted,
no name where the page shows none, no key, no vote. Rows come one by one, in the order of their numbers.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.authorship import shown_author
from core.languages import LANGUAGES
from forum.models import OldAddress, Option, Poll, Post, Section, Topic, Vote
from forum.models.topics import TopicQuerySet
from forum.standing import Standing

CHUNK = 1_000  # rows fetched at once
READER = AnonymousUser()

Row = Mapping[str, Any]


def sections() -> Iterator[Row]:
    for section in readable_sections().select_related("parent").order_by("pk"):
        yield {
            "id": section.pk,
            "slug": section.slug,
            **translated(section, "name", "description"),
            "parent": section.parent_id,
            "order": section.order,
            "colour": section.colour,
            "icon": section.icon,
            "starters": Standing(section.starters).name.lower(),
            "repliers": Standing(section.repliers).name.lower(),
            "history_readers": Standing(section.history_readers).name.lower(),
            "is_questions": section.is_questions,
            "allows_anonymous": section.allows_anonymous,
            "takes_discussions": section.takes_discussions,
        }


def topics() -> Iterator[Row]:
    rows = readable_topics().select_related("poll", "discussion", "answer").order_by("pk")
    for topic in rows.iterator(CHUNK):
        answer = topic.answer
        yield {
            "id": topic.pk,
            "section": topic.section_id,
            "title": topic.title,
            "language": topic.language,
            "created_at": topic.created_at,
            "last_posted_at": topic.last_posted_at,
            "reply_count": topic.reply_count,
            "lost_reply_count": topic.lost_reply_count,
            "view_count": topic.view_count,
            "answer": answer.pk if answer and answer.stands else None,
            "locked_at": topic.locked_at,
            "pinned_until": topic.pinned_until,
            "discusses": topic.discussion.key if hasattr(topic, "discussion") else None,
            "poll": poll_of(topic.poll) if hasattr(topic, "poll") else None,
        }


def poll_of(poll: Poll) -> Row:
    """With counts unless they are kept back until it closes. Who voted, nobody knows."""
    hides = poll.hides_results and not poll.is_closed(timezone.now())
    options = Option.objects.filter(poll=poll).annotate(count=Count("votes")).order_by("pk")
    voters = Vote.objects.filter(option__poll=poll).values("voter").distinct()
    return {
        "question": poll.question,
        "is_multiple": poll.is_multiple,
        "closes_at": poll.closes_at,
        "hides_results": poll.hides_results,
        "voters": None if hides else voters.count(),
        "options": [
            {"text": option.text, "votes": None if hides else option.count} for option in options
        ],
    }


def posts() -> Iterator[Row]:
    now = timezone.now()
    rows = Post.objects.standing().filter(topic__in=readable_topics())
    rows = rows.select_related("author", "topic__section").prefetch_related("edits")
    for post in rows.order_by("topic", "number").iterator(CHUNK):
        yield {
            "id": post.pk,
            "topic": post.topic_id,
            "number": post.number,
            **authorship(post, now),
            "text": post.text,
            "language": post.language,
            "created_at": post.created_at,
            "edited_at": post.edited_at,
            "like_count": post.like_count,
            "earlier": earlier(post),
        }


def authorship(post: Post, now: datetime.datetime) -> Row:
    """The name that the page shows, be it a member's or one of an older site.

    Of a member who has left, or has their name taken off by now, there is none.
    """
    member = shown_author(post.author, post.created_at, now)
    name = member.name if member else post.imported_author
    return {
        "author": None if post.is_anonymous else name or None,
        "is_anonymous": post.is_anonymous,
    }


def earlier(post: Post) -> list[Row]:
    """Versions before, where everybody may see them."""
    if post.topic.section.history_readers > Standing.STRANGER:
        return []
    return [
        {"text": edit.text, "edited_at": edit.edited_at, "by_moderator": edit.by_moderator}
        for edit in post.edits.all()
    ]


def old_addresses() -> Iterator[Row]:
    topics = readable_topics()
    readable = Q(section__in=readable_sections()) | Q(topic__in=topics)
    rows = OldAddress.objects.filter(readable | Q(topic__merged_into__in=topics))
    for old in rows.order_by("path").iterator(CHUNK):
        yield {"path": old.path, "section": old.section_id, "topic": old.topic_id}


def merged() -> Iterator[Row]:
    """Topics that went into others: their addresses lead there."""
    rows = Topic.objects.filter(
        section__in=readable_sections(), merged_into__in=readable_topics(), hidden_at=None
    )
    for pk, into in rows.order_by("pk").values_list("pk", "merged_into").iterator(CHUNK):
        yield {"id": pk, "into": into}


def readable_sections() -> QuerySet[Section]:
    return Section.objects.visible_to(READER)


def readable_topics() -> TopicQuerySet:
    return Topic.objects.visible_to(READER)


def translated(row: Section, *fields: str) -> dict[str, str]:
    names = [f"{field}_{code}" for field in fields for code in LANGUAGES]
    return {name: getattr(row, name) or "" for name in names}


FILES: dict[str, Callable[[], Iterator[Row]]] = {
    "forum_sections": sections,
    "forum_topics": topics,
    "forum_posts": posts,
    "forum_old_addresses": old_addresses,
    "forum_merged": merged,
}
