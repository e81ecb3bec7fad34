"""What a topic counts and is ordered by: changed here and nowhere else."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import connection
from django.db.models import F, Max

from forum.models import Post, Topic


def next_number(topic: Topic) -> int:
    """For the next post of a topic whose row the caller has locked. One look into an index."""
    last: int | None = topic.posts.aggregate(last=Max("number"))["last"]
    return 0 if last is None else last + 1


def added(post: Post) -> None:
    """A reply has been added at the end. One query."""
    Topic.objects.filter(pk=post.topic_id).update(
        reply_count=F("reply_count") + 1, last_post=post, last_posted_at=post.created_at
    )


def recount(topic: Topic) -> None:
    """After posts were hidden, restored, moved or deleted. Three queries; about 1 ms for 10,000 posts."""
    standing = topic.posts.standing()
    opening = topic.posts.filter(number=0).first()
    last = standing.exclude(number=None).order_by("-number").first() or opening
    topic.opening, topic.last_post = opening, last
    topic.reply_count = standing.replies().count()
    topic.last_posted_at = last.created_at if last else topic.created_at
    topic.save(update_fields=["opening", "last_post", "reply_count", "last_posted_at"])


def renumber(topic: Topic) -> None:
    """By time, without gaps: after posts came from another topic or went there.

    Two passes, because a number is unique at any moment. The caller has locked the topic.
    """
    numbered = topic.posts.exclude(number=None)
    pks = list(numbered.order_by("created_at", "pk").values_list("pk", flat=True))
    numbered.update(number=F("number") + 1_000_000_000)
    posts = [Post(pk=pk, number=number) for number, pk in enumerate(pks)]
    Post.objects.bulk_update(posts, ["number"], batch_size=1_000)


def grown(topics: Sequence[tuple[int, int, int, datetime.datetime]]) -> None:
    """Many replies came at once: by topic how many, the last one, its moment. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE forum_topic SET reply_count = reply_count + n, last_post_id = last, last_posted_at = at
            FROM unnest(%s::bigint[], %s::int[], %s::bigint[], %s::timestamptz[]) AS g (topic, n, last, at)
            WHERE id = topic
            """,
            [list(column) for column in zip(*topics, strict=True)],
        )
