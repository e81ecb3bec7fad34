"""Topics and replies in any number, by COPY: for measuring, and for trying the forum at any size."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from django.db import connection, transaction

from forum import counting
from forum.demo.filler import Stock, stocks
from forum.demo.people import write_members
from forum.demo.sections import write_sections
from forum.demo.writing import key_of, reserve
from forum.models import Post, Topic

SEED = 1
BATCH = 5_000  # topics in one transaction
ROWS = 50_000  # replies in one COPY
LATEST = datetime.datetime(2026, 10, 1, tzinfo=datetime.UTC)
MINUTES_BACK = 10 * 365 * 24 * 60
LONGEST_STEP, SHORTEST_SPAN = datetime.timedelta(minutes=7), datetime.timedelta(hours=1)
PLACES = ("questions", "letters-and-parcels", "donations", "safety", "hands", "abroad", "articles")

TOPIC = (
    "id", "section_id", "title", "language", "created_at", "opening_id", "last_post_id",
    "last_posted_at", "reply_count", "view_count", "lost_reply_count",
)  # fmt: skip
POST = (
    "id", "topic_id", "number", "title", "author_id", "author_key", "imported_author", "text", "plain",
    "language", "mentions", "created_at", "version", "token", "like_count",
)  # fmt: skip
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Piece:
    """Replies to be written to one topic: these numbers, after this moment, so far apart."""

    place: int  # among the generated topics
    topic: int
    numbers: range
    begun: datetime.datetime
    step: datetime.timedelta

    def moment(self, place: int) -> datetime.datetime:
        return self.begun + (place + 1) * self.step


def write_generated(topics: int, replies: int) -> int:
    """Make sure the first so many generated topics are there, with so many replies; posts added.

    Half of the replies are to the first topic, a thread as long as every forum has one; the others
    are dealt evenly. The same every time; by COPY, each batch in its own transaction.
    """
    topics = max(topics, 1 if replies else 0)
    added = 0
    for first in range(0, topics, BATCH):
        batch = range(first, min(first + BATCH, topics))
        added += write_topics(batch)
        if replies:
            added += write_replies({number: share(number, topics, replies) for number in batch})
    return added


def share(number: int, topics: int, replies: int) -> int:
    """How many of the replies are to this topic."""
    long = replies if topics == 1 else replies // 2
    if number == 0:
        return long
    each, more = divmod(replies - long, topics - 1)
    return each + (number <= more)


@transaction.atomic
def write_topics(numbers: Sequence[int]) -> int:
    """The topics of these numbers that are missing, each with its opening."""
    keys = {key_of(f"generated {number}"): number for number in numbers}
    here = set(Post.objects.filter(token__in=keys).values_list("token", flat=True))
    missing = [(key, number) for key, number in keys.items() if key not in here]
    if not missing:
        return 0
    sections = write_sections()
    places = [sections[slug].pk for slug in PLACES]
    authors = [user.pk for user in write_members(LATEST).values()]
    ids = zip(
        reserve("forum_topic", len(missing)), reserve("forum_post", len(missing)), strict=True
    )
    topics, openings = [], []
    for (key, number), (topic, post) in zip(missing, ids, strict=True):
        chance = Random(SEED * 1_000_003 + number)
        words = stocks()[number % 2]
        moment = LATEST - datetime.timedelta(minutes=chance.random() * MINUTES_BACK)
        place, author = one_of(places, chance), one_of(authors, chance)
        title, views = words.title(chance), int(chance.random() * 400)
        topics.append(
            (topic, place, title, words.language, moment, post, post, moment, 0, views, 0)
        )
        row = post_row(post, topic, 0, author, words.text(chance), words, moment, title, key)
        openings.append(row)
    copy("forum_topic", TOPIC, topics)
    copy("forum_post", POST, openings)
    return len(missing)


def write_replies(shares: Mapping[int, int]) -> int:
    """Up to so many to each generated topic, after those it has."""
    keys = {key_of(f"generated {number}"): number for number in shares}
    topics = Topic.objects.filter(opening__token__in=keys).select_related("opening", "last_post")
    pieces = []
    for topic in topics.order_by("pk"):
        assert topic.opening
        assert topic.opening.token
        assert topic.last_post
        place, first = keys[topic.opening.token], (topic.last_post.number or 0) + 1
        missing = shares[place] - topic.reply_count
        begun = topic.last_posted_at
        step = min(LONGEST_STEP, max(LATEST - begun, SHORTEST_SPAN) / (max(missing, 0) + 1))
        if missing > 0:
            pieces.append(Piece(place, topic.pk, range(first, first + missing), begun, step))
    authors = [user.pk for user in write_members(LATEST).values()] if pieces else []
    return sum(write_pieces(batch, authors) for batch in batches(pieces))


def batches(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Of some ROWS replies each; a long piece is parted."""
    batch: list[Piece] = []
    rows = 0
    for piece in pieces:
        for first in range(0, len(piece.numbers), ROWS):
            numbers = piece.numbers[first : first + ROWS]
            batch.append(replace(piece, numbers=numbers, begun=piece.moment(first - 1)))
            rows += len(numbers)
            if rows >= ROWS:
                yield batch
                batch, rows = [], 0
    if batch:
        yield batch


@transaction.atomic
def write_pieces(pieces: Sequence[Piece], authors: Sequence[int]) -> int:
    total = sum(len(piece.numbers) for piece in pieces)
    ids = iter(reserve("forum_post", total))
    grown = []

    def rows() -> Iterator[Row]:
        for piece in pieces:
            chance = Random(f"{SEED} {piece.place} {piece.numbers[0]}")
            words = stocks()[piece.place % 2]
            for place, number in enumerate(piece.numbers):
                pk, moment = next(ids), piece.moment(place)
                text, author = words.text(chance), one_of(authors, chance)
                yield post_row(pk, piece.topic, number, author, text, words, moment)
            grown.append((piece.topic, len(piece.numbers), pk, moment))

    copy("forum_post", POST, rows())
    counting.grown(grown)
    return total


def post_row(
    pk: int,
    topic: int,
    number: int,
    author: int,
    text: str,
    words: Stock,
    moment: datetime.datetime,
    title: str = "",
    key: uuid.UUID | None = None,
) -> Row:
    """The values of POST; a text without marks is its own plain text."""
    return (
        pk, topic, number, title, author, "", "", text, text, words.language, [], moment, 1, key, 0,
    )  # fmt: skip


def copy(table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as out:
        for row in rows:
            out.write_row(row)


def one_of(choices: Sequence[int], chance: Random) -> int:
    return choices[int(chance.random() * len(choices))]
