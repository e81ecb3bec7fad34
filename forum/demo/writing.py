"""Puts the written topics into the database, with all that a living forum has around them."""

from __future__ import annotations

import datetime
import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from core.languages import written_in
from forum import counting
from forum.anonymity import author_key, liker_key, voter_key
from forum.demo import content, filler
from forum.demo.people import write_members
from forum.demo.sections import write_sections
from forum.discussing import About, open_topic
from forum.models import (
    Discussion,
    Edit,
    Follow,
    Like,
    Option,
    Poll,
    Post,
    Report,
    Section,
    Topic,
    Vote,
)
from forum.quoting import quote
from forum.writing import columns

KEYS = uuid.UUID("5f0a3c1e-6a0c-4d7e-8f55-0d6f3f9c2b11")  # any: demo posts are named below it
PINNED = datetime.timedelta(days=365)
TALK = datetime.timedelta(days=4)  # in which a written conversation is over


@dataclass
class Stage:
    """What the topics are written onto."""

    sections: Mapping[str, Section]
    members: Mapping[str, User]
    now: datetime.datetime


@transaction.atomic
def write_demo() -> int:
    """Add the written topics that are missing; how many were added. Some 15 queries for each."""
    topics = {key_of(topic.title): topic for topic in content.load()}
    present = set(Post.objects.filter(token__in=topics).values_list("token", flat=True))
    missing = {key: topic for key, topic in topics.items() if key not in present}
    if missing:
        now = timezone.now().replace(minute=0, second=0, microsecond=0)
        stage = Stage(write_sections(), write_members(now), now)
        for key, topic in missing.items():
            write_topic(stage, topic, key)
    return len(missing)


@transaction.atomic
def write_discussion(about: About) -> int:
    """What readers say of a thing, if `discussions/` has it by the last part of its address and nobody
    has said anything yet; how many replies were added."""
    name = about.address.strip("/").rpartition("/")[2]
    section = Section.objects.filter(takes_discussions=True).first()
    written = content.discussion(name)
    if written is None or section is None:
        return 0
    discussion, _new = Discussion.objects.get_or_create(
        key=about.key, defaults={"section": section}
    )
    if discussion.topic_id:
        return 0
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    topic = open_topic(about, discussion.section)
    topic.created_at = now - datetime.timedelta(days=written.days)
    topic.save(update_fields=["created_at"])
    opening = topic.opening
    assert opening
    Post.objects.filter(pk=opening.pk).update(created_at=topic.created_at)
    stage = Stage({}, write_members(now), now)
    posts = write_posts(stage, topic, written.posts[1:], Random(name), opening)
    counting.recount(topic)
    discussion.topic = topic
    discussion.save(update_fields=["topic"])
    return len(posts)


def key_of(name: str) -> uuid.UUID:
    return uuid.uuid5(KEYS, name)


def write_topic(stage: Stage, demo: content.DemoTopic, key: uuid.UUID) -> Topic:
    chance = Random(demo.title)
    options = demo.options
    begun = stage.now - datetime.timedelta(days=demo.days, hours=chance.randrange(1, 12))
    section = stage.sections[demo.section]
    topic = Topic.objects.create(
        section=section,
        title=demo.title,
        language=written_in(f"{demo.title} {demo.posts[0].text}"),
        created_at=begun,
        last_posted_at=begun,
        view_count=options.number("views", 40),
        locked_at=stage.now if "locked" in options else None,
        pinned_until=stage.now + PINNED if "pinned" in options else None,
        held_at=begun if "held" in options else None,
    )
    posts = write_posts(stage, topic, demo.posts, chance)
    Post.objects.filter(pk=posts[0].pk).update(token=key)
    if demo.poll:
        write_poll(stage, topic, demo.poll, chance)
    if "replies" in options:
        write_filler(stage, topic, options.values["replies"], chance)
    counting.recount(topic)
    mark_answer(topic, demo, posts)
    authors = {post.author_id for post in posts if post.author_id}
    Follow.objects.bulk_create(Follow(user_id=pk, topic=topic) for pk in sorted(authors))
    return topic


def write_posts(
    stage: Stage,
    topic: Topic,
    written: Sequence[content.DemoPost],
    chance: Random,
    opening: Post | None = None,
) -> Sequence[Post]:
    """The opening too, unless it is there."""
    posts = [opening] if opening else []
    ids = reserve("forum_post", len(written))
    moments = spread(topic.created_at, stage.now, len(written) + len(posts), chance)
    number = len(posts)
    for place, demo in enumerate(written):
        options = demo.options
        post = Post(pk=ids[place], topic=topic, created_at=moments[len(posts)])
        post.number = None if number and "held" in options else number
        number += post.number is not None
        sign(post, options.by, stage.members)
        made = columns(quoted(demo.text, posts))
        for name, value in made.items():
            setattr(post, name, value)
        for name in ("held", "hidden", "deleted"):
            setattr(post, f"{name}_at", post.created_at if name in options else None)
        if demo.before:
            post.edited_at, post.version = post.created_at + datetime.timedelta(hours=2), 2
        post.like_count = options.number("likes")
        posts.append(post)
    new = posts[-len(written) :]
    Post.objects.bulk_create(new)
    add_around(stage, written, new)
    return new


def sign(post: Post, name: str, members: Mapping[str, User]) -> None:
    """Under a name, or as somebody who is the same throughout the topic and never named."""
    if name.startswith("anonymous "):
        behind = sorted(members)[int(name.removeprefix("anonymous "))]
        post.author_key = author_key(post.topic_id, members[behind].pk)
    else:
        post.author = members.get(name)


def quoted(text: str, posts: Sequence[Post]) -> str:
    """`>>2: words` as the quote a member would make."""
    return content.QUOTE.sub(
        lambda found: quote(posts[int(found[1])], found[2]).rstrip() + "\n", text
    )


def add_around(stage: Stage, written: Sequence[content.DemoPost], posts: Sequence[Post]) -> None:
    """Likes, earlier versions, reports."""
    members = list(stage.members.values())
    likes, edits, reports = [], [], []
    for demo, post in zip(written, posts, strict=True):
        others = [member for member in members if not post.is_by(member)]
        keys = [liker_key(post.pk, member.pk) for member in others[: post.like_count]]
        likes += [Like(post=post, liker=key) for key in keys]
        if post.edited_at:
            edits.append(Edit(post=post, text=demo.before, edited_at=post.edited_at))
        reason, _space, names = demo.options.values.get("reported", "").partition(" ")
        reports += [
            Report(post=post, reporter=stage.members[name], reason=reason, created_at=stage.now)
            for name in names.split()
            if name in stage.members
        ]
    Like.objects.bulk_create(likes)
    Edit.objects.bulk_create(edits)
    Report.objects.bulk_create(reports)


def mark_answer(topic: Topic, demo: content.DemoTopic, posts: Sequence[Post]) -> None:
    for written, post in zip(demo.posts, posts, strict=True):
        if "answer" in written.options:
            topic.answer, topic.answered_at = post, post.created_at
            topic.save(update_fields=["answer", "answered_at"])


def write_poll(stage: Stage, topic: Topic, demo: content.DemoPoll, chance: Random) -> None:
    """Nobody has two votes where one may be given; more voters than members are made up."""
    closes_at = None
    if "closed" in demo.options:
        closes_at = stage.now - datetime.timedelta(days=int(demo.options["closed"]))
    if "hidden" in demo.options:
        closes_at = stage.now + datetime.timedelta(days=int(demo.options["hidden"]))
    poll = Poll.objects.create(
        topic=topic,
        question=demo.question,
        is_multiple="several" in demo.options,
        closes_at=closes_at,
        hides_results="hidden" in demo.options,
    )
    options = Option.objects.bulk_create(Option(poll=poll, text=text) for text, _n in demo.choices)
    voters = [voter_key(poll.pk, member.pk) for member in stage.members.values()]
    voters += [hashlib.sha256(f"{topic.title}{n}".encode()).hexdigest()[:32] for n in range(60)]
    votes = []
    for option, (_text, count) in zip(options, demo.choices, strict=True):
        chosen = chance.sample(voters, count) if poll.is_multiple else voters[:count]
        voters = voters if poll.is_multiple else voters[count:]
        votes += [Vote(option=option, voter=voter) for voter in chosen]
    Vote.objects.bulk_create(votes)


def write_filler(stage: Stage, topic: Topic, wanted: str, chance: Random) -> None:
    """`2000 ru`: so many replies of a sentence or more, in one insert."""
    count, _space, language = wanted.partition(" ")
    stock = next(each for each in filler.stocks() if each.language == language)
    members = [each for each in stage.members.values() if each.joined_at < topic.created_at]
    moments = spread(topic.created_at, stage.now, int(count) + 1, chance, whole=True)
    Post.objects.bulk_create(
        (
            Post(
                topic=topic,
                number=number,
                author=chance.choice(members),
                created_at=moments[number],
                like_count=0,
                **plainly(stock.text(chance), language),
            )
            for number in range(1, int(count) + 1)
        ),
        batch_size=1_000,
    )


def plainly(text: str, language: str) -> dict[str, Any]:
    """The columns of a text without any marks."""
    return {"text": text, "plain": text, "language": language}


def spread(
    begun: datetime.datetime,
    now: datetime.datetime,
    count: int,
    chance: Random,
    *,
    whole: bool = False,
) -> list[datetime.datetime]:
    """Moments of so many posts, the first at the beginning, growing rarer; over all the time if `whole`."""
    span = (now - begun) * 0.98 if whole else min((now - begun) * 0.9, TALK)
    shares = sorted(chance.random() ** (1 if whole else 2) for _ in range(count - 1))
    moments = [begun]
    for share in shares:
        moments.append(max(begun + span * share, moments[-1] + datetime.timedelta(seconds=40)))
    return moments


def reserve(table: str, count: int) -> list[int]:
    """Numbers of the table's sequence that nobody else will get."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, count],
        )
        return [pk for (pk,) in cursor.fetchall()]
