"""What waits for a moderator: reported posts, those that reports have hidden, those held for approval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from forum.anonymity import pseudonym
from forum.models import Post, Report, Suspension
from forum.models.posts import STANDING, ForumPostQuerySet
from forum.standing import Standing, days_here, earned, is_moderator

SHOWN = 20  # at once; deciding about one lets the next come up
CONTEXT = 2  # posts before it

Who = tuple[int | None, int | None, str]  # a member; or a topic and a key in it


@dataclass(frozen=True)
class Record:
    """What is known of an author. Of one without a name: in this topic, and no more."""

    member: User | None
    pseudonym: str
    standing: Standing | None
    kept: int
    hidden: int
    reported: int
    suspended: int


@dataclass(frozen=True)
class Case:
    post: Post
    record: Record
    reports: Sequence[Report] = ()
    before: Sequence[Post] = field(default=())

    @property
    def waits(self) -> bool:
        return self.post.held_at is not None

    @property
    def is_hidden(self) -> bool:
        return self.post.hidden_at is not None


def waiting() -> ForumPostQuerySet:
    """Oldest first."""
    return Post.objects.filter(pk__in=open_posts()).order_by("created_at", "pk")


def open_posts() -> QuerySet[Any, Any]:
    """Their numbers, over indexes of what is open: not a look at every post there is."""
    reported = Report.objects.filter(closed_at=None, post__deleted_at=None).values("post")
    held = Post.objects.filter(held_at__isnull=False, hidden_at=None, deleted_at=None).values("pk")
    return held.union(reported)


def open_count() -> int:
    """One query."""
    return open_posts().count()


def cases() -> list[Case]:
    """The first that wait. Eight queries, however many there are."""
    posts = list(waiting().select_related("topic__section", "topic__last_post", "author")[:SHOWN])
    return cases_of(posts)


def cases_of(posts: Sequence[Post]) -> list[Case]:
    """Posts with `topic__section`, `topic__last_post` and `author`."""
    records, before = _records(posts), _before(posts)
    reports: dict[int, list[Report]] = {}
    for report in Report.objects.filter(post__in=posts, closed_at=None).select_related("reporter"):
        reports.setdefault(report.post_id, []).append(report)
    return [
        Case(post, records[_who(post)], reports.get(post.pk, []), before.get(post.pk, []))
        for post in posts
    ]


def _before(posts: Sequence[Post]) -> dict[int, list[Post]]:
    """The posts that stand before each in its topic; for what waits, the last. One query."""
    wanted, places = Q(pk=None), {}
    for post in posts:
        last = post.topic.last_post
        end = post.number if post.number is not None else (last.number or 0) + 1 if last else 0
        places[post.pk] = (post.topic_id, range(max(0, end - CONTEXT), end))
        wanted |= Q(topic=post.topic_id, number__gte=max(0, end - CONTEXT), number__lt=end)
    found = list(Post.objects.filter(wanted).select_related("author", "topic").order_by("number"))
    return {
        pk: [each for each in found if each.topic_id == topic and each.number in numbers]
        for pk, (topic, numbers) in places.items()
    }


def _who(post: Post) -> Who:
    if post.author_key:
        return (None, post.topic_id, post.author_key)
    return (post.author_id, None, post.imported_author if post.author_id is None else "")


def _records(posts: Sequence[Post]) -> dict[Who, Record]:
    """Four queries."""
    wanted = Q(author__in={post.author_id for post in posts if post.author_id})
    for post in posts:
        if post.author_key:
            wanted |= Q(topic=post.topic_id, author_key=post.author_key)
    rows = Post.objects.filter(wanted).values_list("author", "topic", "author_key")
    counts = _summed(
        rows.annotate(
            kept=Count("pk", filter=STANDING), hidden=Count("pk", filter=Q(hidden_at__isnull=False))
        )
    )
    reports = Report.objects.filter(post__in=Post.objects.filter(wanted))
    reported = _summed(
        reports.values_list("post__author", "post__topic", "post__author_key").annotate(
            n=Count("pk")
        )
    )
    suspensions = Suspension.objects.filter(member__in=[post.author_id for post in posts])
    suspended = dict(suspensions.values_list("member").annotate(Count("pk")))
    records = {}
    for post in posts:
        who = _who(post)
        kept, hidden = counts.get(who, (0, 0))
        records[who] = Record(
            member=post.author,
            pseudonym=pseudonym(post.author_key) if post.author_key else "",
            standing=_standing(post.author, kept) if post.author else None,
            kept=kept,
            hidden=hidden,
            reported=reported.get(who, (0,))[0],
            suspended=suspended.get(post.author_id, 0),
        )
    return records


def _summed(rows: Iterable[Any]) -> dict[Who, tuple[int, ...]]:
    """Counts of posts by topic, as counts by author where that is known."""
    sums: dict[Who, tuple[int, ...]] = {}
    for author, topic, key, *numbers in rows:
        who: Who = (None, topic, key) if key else (author, None, "")
        sums[who] = tuple(map(sum, zip(sums.get(who, [0] * len(numbers)), numbers, strict=True)))
    return sums


def _standing(user: User, kept: int) -> Standing:
    return Standing.TEAM if is_moderator(user) else earned(days_here(user), kept)
