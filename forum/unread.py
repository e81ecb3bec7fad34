"""What is new to a member since they were here: one row for each topic they opened, never one a post.

The rows carry a keyed hash in place of the member. What is older than `MEMORY` counts as read, and
what was noted of it is deleted.
"""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, F, OuterRef, Subquery
from django.utils import timezone

from accounts.models import User
from forum.anonymity import reader_key
from forum.models import AllRead, Topic, TopicRead
from forum.models.topics import TopicQuerySet

MEMORY = datetime.timedelta(days=30)


def note(user: User, topic: Topic, number: int) -> None:
    """That the member has been shown the topic up to this number; never takes any back. One query."""
    TopicRead.objects.bulk_create(
        [TopicRead(reader=reader_key(user.pk), topic=topic, number=number)],
        update_conflicts=True,
        unique_fields=["reader", "topic"],
        update_fields=["number"],
    )


def read_number(user: User, topic: Topic) -> int | None:
    """How far the member has read; None where they never opened it. One query."""
    rows = TopicRead.objects.filter(reader=reader_key(user.pk), topic=topic)
    return rows.values_list("number", flat=True).first()


def since(user: User) -> datetime.datetime:
    """Before this, everything counts as read. One query."""
    said = AllRead.objects.filter(reader=reader_key(user.pk)).values_list("at", flat=True).first()
    return max(said or user.joined_at, timezone.now() - MEMORY)


def mark_all_read(user: User) -> None:
    """One row said, the rows for single topics gone: they say nothing more. Two queries."""
    key = reader_key(user.pk)
    AllRead.objects.update_or_create(reader=key, defaults={"at": timezone.now()})
    TopicRead.objects.filter(reader=key).delete()


def with_state(topics: TopicQuerySet, user: User) -> TopicQuerySet:
    """Each with how far the member has read it, and when they said they had read everything."""
    key = reader_key(user.pk)
    return topics.annotate(
        read_number=Subquery(
            TopicRead.objects.filter(reader=key, topic=OuterRef("pk")).values("number")[:1]
        ),
        all_read_at=Subquery(AllRead.objects.filter(reader=key).values("at")[:1]),
    )


def is_unread(topic: Topic, user: User, now: datetime.datetime) -> bool:
    """Whether a topic that came `with_state` has something this member has not seen. No query."""
    state: Any = topic
    start = max(state.all_read_at or user.joined_at, now - MEMORY)
    if topic.last_posted_at <= start:
        return False
    return state.read_number is None or state.read_number < last_number(topic)


def last_number(topic: Topic) -> int:
    """Of the post the topic ends with; the topic comes with its `last_post`. No query."""
    return (topic.last_post.number or 0) if topic.last_post else 0


def new_topics(user: User, topics: TopicQuerySet) -> TopicQuerySet:
    """Those with something this member has not seen. One query beside the list's own."""
    seen = TopicRead.objects.filter(reader=reader_key(user.pk), topic=OuterRef("pk"))
    return topics.filter(last_posted_at__gt=since(user)).exclude(
        Exists(seen.filter(number__gte=F("topic__last_post__number")))
    )


def renumbered(topic: Topic, numbers: Mapping[int, int]) -> None:
    """The topic's posts have new `numbers`, by the old ones: who has read some has read the same."""
    olds = sorted(numbers)
    rows = list(TopicRead.objects.filter(topic=topic))
    for row in rows:
        row.number = numbers[olds[max(0, bisect_right(olds, row.number) - 1)]] if olds else 0
    TopicRead.objects.bulk_update(rows, ["number"], batch_size=1_000)


def carried(source: Topic, target: Topic, numbers: Mapping[int, int]) -> None:
    """Posts of `source` have become `target`, under `numbers` by the old ones: what was read stays so."""
    olds = sorted(numbers)
    rows = TopicRead.objects.filter(topic=source, number__gte=olds[0])
    TopicRead.objects.bulk_create(
        (
            TopicRead(
                reader=row.reader,
                topic=target,
                number=numbers[olds[bisect_right(olds, row.number) - 1]],
            )
            for row in rows
        ),
        ignore_conflicts=True,
    )


def tidy() -> None:
    """Forget how far anybody has read topics that count as read anyway."""
    old = Topic.objects.filter(last_posted_at__lt=timezone.now() - MEMORY)
    TopicRead.objects.filter(topic__in=old).delete()


def forget(user: User) -> None:
    TopicRead.objects.filter(reader=reader_key(user.pk)).delete()
    AllRead.objects.filter(reader=reader_key(user.pk)).delete()
