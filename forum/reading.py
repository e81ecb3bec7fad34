"""Questions the forum's pages ask, each answered in a bounded number of queries at any size."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.utils import timezone

from accounts.models import User
from forum import unread
from forum.anonymity import author_key, reader_key
from forum.models import Bookmark, Follow, Notice, Post, Section, Topic, TopicRead
from forum.models.posts import PAGE_SIZE, ForumPostQuerySet
from forum.models.topics import LISTED, TopicQuerySet
from forum.standing import is_moderator

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

LIST_SIZE = 20
PROFILE_SIZE = 10  # posts on a member's profile
MOST_COUNTED = 1_000  # topics of a section; beyond, the page says “over 1,000”

COUNT_OF_TOPICS = """
    (SELECT count(*) FROM (
        SELECT 1 FROM forum_topic t
        WHERE t.section_id = forum_section.id
        AND t.hidden_at IS NULL AND t.held_at IS NULL AND t.merged_into_id IS NULL LIMIT %s) one)
"""


@dataclass
class SectionCard:
    """A section as the index shows it."""

    section: Section
    topic_count: int
    latest: Topic | None
    children: list[SectionCard] = field(default_factory=list)

    @property
    def is_beyond_counting(self) -> bool:
        return self.topic_count > MOST_COUNTED


@dataclass(frozen=True)
class Slice:
    """One page of a list that goes on by key: where it goes on, if it does."""

    topics: Sequence[Topic]
    after: str


def section_cards(user: User | AnonymousUser) -> list[SectionCard]:
    """Sections in their order, sub-sections within. Two queries."""
    latest = Topic.objects.filter(LISTED, section=OuterRef("pk")).latest_first().values("pk")[:1]
    sections: list[Any] = list(
        Section.objects.visible_to(user)
        .in_order()
        .annotate(
            topic_count=RawSQL(  # noqa: S611  a constant
                COUNT_OF_TOPICS, [MOST_COUNTED + 1], IntegerField()
            ),
            latest=Subquery(latest),
        )
    )
    topics = Topic.objects.for_lists().in_bulk([each.latest for each in sections if each.latest])
    cards = {
        each.pk: SectionCard(each, each.topic_count, topics.get(each.latest)) for each in sections
    }
    for card in cards.values():
        if card.section.parent_id in cards:
            cards[card.section.parent_id].children.append(card)
    return [card for card in cards.values() if card.section.parent_id not in cards]


def slice_of(
    topics: TopicQuerySet, after: str, reader: User | AnonymousUser, size: int = LIST_SIZE
) -> Slice:
    """The next `size` topics of a list that is ordered `latest_first`. One query.

    `after` is what the page before gave; anything else is the beginning.
    """
    if place := parsed_place(after):
        topics = topics.before(*place)
    rows = for_reader(topics.latest_first()[: size + 1], reader)
    goes_on = len(rows) > size
    return Slice(rows[:size], place_of(rows[size - 1]) if goes_on else "")


def for_reader(topics: TopicQuerySet, reader: User | AnonymousUser) -> list[Topic]:
    """The rows of a list, for a member with whether each `is_unread`. One query."""
    if not isinstance(reader, User):
        return list(topics.for_lists())
    now = timezone.now()
    rows = list(unread.with_state(topics.for_lists(), reader))
    for topic in rows:
        topic.is_unread = unread.is_unread(topic, reader, now)  # type: ignore[attr-defined]
    return rows


def place_of(topic: Topic) -> str:
    """Where a topic stands in a list: microseconds and number."""
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
    return f"{(topic.last_posted_at - epoch) // datetime.timedelta(microseconds=1)}-{topic.pk}"


def parsed_place(after: str) -> tuple[datetime.datetime, int] | None:
    moment, _dash, pk = after.partition("-")
    if not (moment.isdecimal() and pk.isdecimal() and len(moment) <= 16 and len(pk) <= 18):
        return None
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
    return epoch + datetime.timedelta(microseconds=int(moment)), int(pk)


def topic_for(user: User | AnonymousUser, pk: int) -> Topic | None:
    """With everything a topic's page asks of it, the reader's own state included. One query.

    Two more where there is no such topic for others, but it is the member's own and waits.
    """
    found = with_state(Topic.objects.visible_to(user), user).filter(pk=pk).first()
    if found or not isinstance(user, User):
        return found
    own = Post.objects.filter(
        Q(author=user) | Q(author_key=author_key(pk, user.pk)), topic=pk, number=0, deleted_at=None
    )
    waiting = Topic.objects.filter(held_at__isnull=False, hidden_at=None, posts__in=own)
    return with_state(waiting, user).filter(pk=pk).first()


def with_state(topics: TopicQuerySet, user: User | AnonymousUser) -> TopicQuerySet:
    topics = topics.select_related(
        "section__parent", "opening__author", "last_post", "answer__author", "poll"
    )
    if not isinstance(user, User):
        return topics
    follows = Follow.objects.filter(user=user)
    read = TopicRead.objects.filter(reader=reader_key(user.pk), topic=OuterRef("pk"))
    told = Notice.objects.of(user).unread().filter(post__topic=OuterRef("pk"))
    return topics.annotate(
        is_followed=Exists(follows.filter(topic=OuterRef("pk"))),
        tells_of_it=Exists(told),
        read_number=Subquery(read.values("number")[:1]),
    )


def section_for(user: User | AnonymousUser, slug: str) -> tuple[Section | None, list[Section]]:
    """The section with whether the reader follows it, and its sub-sections. One query."""
    sections = Section.objects.visible_to(user).select_related("parent").in_order()
    sections = sections.filter(Q(slug=slug) | Q(parent__slug=slug))
    if isinstance(user, User):
        follows = Follow.objects.filter(user=user, section=OuterRef("pk"))
        sections = sections.annotate(is_followed=Exists(follows))
    found = list(sections)
    own = next((section for section in found if section.slug == slug), None)
    return own, [section for section in found if section is not own]


def moved_to(user: User | AnonymousUser, pk: int) -> Topic | None:
    """The topic into which this one was merged, however often, if the reader may see it."""
    seen: set[int] = set()
    target: int | None = pk
    while target and target not in seen:
        seen.add(target)
        pk = target
        merged = Topic.objects.filter(pk=pk).values_list("merged_into", flat=True)
        target = merged.first()
    if len(seen) < 2:
        return None
    return Topic.objects.visible_to(user).select_related("section").filter(pk=pk).first()


def posts_for(user: User | AnonymousUser, posts: ForumPostQuerySet) -> QuerySet[Post]:
    """With authors, and whether the reader has bookmarked each. One query when it is read."""
    posts = posts.select_related("author")
    if not isinstance(user, User):
        return posts
    mine = Bookmark.objects.filter(user=user, post=OuterRef("pk"))
    return posts.annotate(is_bookmarked=Exists(mine))


def first_unread(topic: Topic, read: int | None) -> Post | None:
    """The first post that stands beyond what was read. One query."""
    posts = topic.posts.standing().order_by("number")
    return posts.filter(number__gt=-1 if read is None else read).first()


def mine(user: User) -> TopicQuerySet:
    """Topics the member started or replied in, under their name."""
    written = Post.objects.filter(author=user, deleted_at=None, number__isnull=False)
    return Topic.objects.visible_to(user).listed().filter(pk__in=written.values("topic"))


def waiting_of(user: User) -> list[Post]:
    """The latest the member wrote under their name and nobody has approved yet. One query."""
    posts = Post.objects.waiting_of(user).filter(topic__hidden_at=None)
    readable = posts.filter(topic__section__in=Section.objects.visible_to(user))
    return list(readable.select_related("topic__section").order_by("-created_at")[:PROFILE_SIZE])


def pinned_in(section: Section, user: User | AnonymousUser) -> list[Topic]:
    """Those pinned now, the one pinned longest last. One query."""
    topics = Topic.objects.visible_to(user).listed().filter(section=section)
    pinned = topics.pinned(timezone.now()).order_by(F("pinned_until").desc())
    return for_reader(pinned[:10], user)


def posts_on_page(
    topic: Topic, user: User | AnonymousUser, page: int, *, is_last: bool
) -> list[Post]:
    """By number, so any page costs the same; the opening with the first page.

    At the end of the last one what waits for approval: the reader's own, or all of it to a
    moderator. One query.
    """
    first = (page - 1) * PAGE_SIZE + 1
    wanted = Q(number__gte=0 if page == 1 else first, number__lt=first + PAGE_SIZE)
    if is_last and isinstance(user, User):
        waiting = Q(number=None, held_at__isnull=False, hidden_at=None, deleted_at=None)
        own = Q(author=user) | Q(author_key=author_key(topic.pk, user.pk))
        wanted |= waiting if is_moderator(user) else waiting & own
    posts = topic.posts.filter(wanted)
    return list(posts_for(user, posts).order_by(F("number").asc(nulls_last=True), "created_at"))


def posts_of(member: User, reader: User | AnonymousUser) -> list[Post]:
    """The latest that stand under the member's name, in what this reader may see. One query.

    A text that has lost its author's name by now is not to be found by it.
    """
    posts = Post.objects.visible_to(reader).standing().filter(author=member)
    if member.name_hidden_after is not None:
        named = datetime.timedelta(days=member.name_hidden_after)
        posts = posts.filter(created_at__gt=timezone.now() - named)
    posts = posts.filter(topic__in=Topic.objects.listed())
    return list(posts.select_related("topic__section").order_by("-created_at")[:PROFILE_SIZE])
