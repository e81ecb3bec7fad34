"""What a topic counts and is ordered by: changed here and nowhere else."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import connection
from django.db.models import F, Max

from forum.models import Post, Topic

# Some eight times as fast as `bulk_update`, which writes a case for each row; topics are locked meanwhile.
NUMBERED = """
    UPDATE forum_post SET number = new.number
    FROM unnest(%s::bigint[], %s::integer[]) AS new (pk, number) WHERE id = new.pk
"""
# A topic without its opening has one that is gone, as if its author had deleted it.
OPEN_ALL = """
    INSERT INTO forum_post (
        topic_id, number, author_key, imported_author, title, text, plain, language, mentions,
        created_at, version, deleted_at, like_count)
    SELECT id, 0, '', '', title, '', '', '', '{}', created_at, 1, created_at, 0 FROM forum_topic AS t
    WHERE merged_into_id IS NULL
        AND NOT EXISTS (SELECT FROM forum_post WHERE topic_id = t.id AND number = 0)
"""
RECOUNT_ALL = """
    UPDATE forum_topic AS t SET
        opening_id = opening.id,
        last_post_id = coalesce(latest.id, opening.id),
        last_posted_at = coalesce(latest.created_at, t.created_at),
        reply_count = (
            SELECT count(*) FROM forum_post WHERE topic_id = t.id AND number > 0 AND stands(forum_post)),
        answered_at = (SELECT created_at FROM forum_post WHERE id = t.answer_id)
    FROM forum_post AS opening LEFT JOIN LATERAL (
        SELECT id, created_at FROM forum_post
        WHERE topic_id = opening.topic_id AND stands(forum_post) ORDER BY number DESC LIMIT 1
    ) AS latest ON true
    WHERE opening.topic_id = t.id AND opening.number = 0
""".replace("stands(forum_post)", "held_at IS NULL AND hidden_at IS NULL AND deleted_at IS NULL")
FAR = 500_000_000  # added to numbers that are on their way to others: no topic has so many posts


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
    """After posts were hidden, restored, moved or deleted. Three queries; about 1 ms for 10,000 posts.

    One more where the opening is another now, or the title.
    """
    standing = topic.posts.standing()
    opening = topic.posts.filter(number=0).first()
    last = standing.exclude(number=None).order_by("-number").first() or opening
    topic.opening, topic.last_post = opening, last
    topic.reply_count = standing.replies().count()
    topic.last_posted_at = last.created_at if last else topic.created_at
    topic.save(update_fields=["opening", "last_post", "reply_count", "last_posted_at"])
    if opening and opening.title != topic.title:
        entitle(topic)


def entitle(topic: Topic) -> None:
    """The title stands beside the words of the opening, where the search reads both. One query."""
    topic.posts.filter(number=0).exclude(title=topic.title).update(title=topic.title)


def renumber(topic: Topic) -> dict[int, int]:
    """The opening first, the others by time, without gaps: after posts came or went.

    Returns the new numbers by the old ones. The caller has locked the topic.
    """
    numbered = topic.posts.exclude(number=None).order_by("created_at", "pk")
    rows = sorted(numbered.values_list("pk", "number"), key=lambda row: row[0] != topic.opening_id)
    changed = [(pk, new) for new, (pk, old) in enumerate(rows) if old != new]
    # Two passes, because a number is unique at any moment; posts that just came have FAR and more.
    topic.posts.filter(pk__in=[pk for pk, _new in changed]).update(number=F("number") + 2 * FAR)
    with connection.cursor() as cursor:
        cursor.execute(NUMBERED, [[pk for pk, _new in changed], [new for _pk, new in changed]])
    return {old: new for new, (_pk, old) in enumerate(rows) if old is not None}


def add_views(topic: Topic, views: int, lost_replies: int) -> None:
    """What a topic merged into this one had; less than nothing, when it leaves again."""
    topic.view_count = max(0, topic.view_count + views)
    topic.lost_reply_count = max(0, topic.lost_reply_count + lost_replies)
    topic.save(update_fields=["view_count", "lost_reply_count"])


def recount_all() -> None:
    """After all posts came at once. Two statements; answers are dated by their posts."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN_ALL)
        cursor.execute(RECOUNT_ALL)


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
