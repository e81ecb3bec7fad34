"""The forum's part of an export, taken back: what `forum.exporting` wrote, into an empty forum.

No member comes with it. A name that stood beside a post stands there as one of an older site, which
moderators can give to the member it belongs to (`forum.moderation.claiming`); who wrote without a
name, voted or liked is known to nobody, so the hashes that stand for them are by chance.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator

from core.incoming import Files, Line, batches, checked, create
from forum import counting
from forum.anonymity import LENGTH
from forum.importing.writing import columns
from forum.models import (
    Discussion,
    Edit,
    OldAddress,
    Option,
    Picture,
    Poll,
    Post,
    Section,
    Topic,
    Vote,
)
from forum.picturing import SHOWN
from forum.standing import Standing


class Incoming:
    models = (Section, Topic, Post, OldAddress, Discussion)

    def __init__(self, files: Files) -> None:
        self.files = files
        self.sections: set[int] = set()
        self.topics: dict[int, tuple[int, str]] = {}  # section and title
        self.merged: set[int] = set()
        self.answers: dict[int, tuple[int, Line]] = {}  # topic, by what is still to come

    def takes(self) -> dict[str, Callable[[Iterator[Line]], object]]:
        return {
            "forum_sections": self.take_sections,
            "forum_topics": self.take_topics,
            "forum_posts": self.take_posts,
            "forum_merged": self.take_merged,
            "forum_old_addresses": self.take_old_addresses,
        }

    def take_sections(self, lines: Iterator[Line]) -> None:
        rows = [(line, section_of(line)) for line in lines]
        self.sections = {section.pk for _line, section in rows}
        for line, _section in rows:
            line.one_of_or_none("parent", self.sections)
        create(rows)

    def take_topics(self, lines: Iterator[Line]) -> None:
        for batch in batches(lines):
            topics = [self.topic_of(line) for line in batch]
            create(list(zip(batch, topics, strict=True)))
            self.topics |= {topic.pk: (topic.section_id, topic.title) for topic in topics}
            for line, topic in zip(batch, topics, strict=True):
                if key := line.text_or_none("discusses"):
                    about = Discussion(key=key, section_id=topic.section_id, topic=topic)
                    create([(line, checked(line, about))])
                if line.values.get("poll") is not None:
                    take_poll(line.inner("poll", line.values["poll"]), topic)

    def topic_of(self, line: Line) -> Topic:
        pk, answer = line.whole("id"), line.whole_or_none("answer")
        if answer is not None:
            self.answers[answer] = pk, line
        created_at = line.moment("created_at")
        topic = Topic(
            id=pk,
            section_id=line.one_of("section", self.sections),
            title=line.text("title"),
            language=line.text("language"),
            created_at=created_at,
            last_posted_at=line.moment("last_posted_at"),
            reply_count=line.whole("reply_count"),
            lost_reply_count=line.whole("lost_reply_count"),
            view_count=line.whole("view_count"),
            answer_id=answer,  # which comes later: keys are checked at the end
            answered_at=created_at if answer else None,
            locked_at=line.moment_or_none("locked_at"),
            pinned_until=line.moment_or_none("pinned_until"),
        )
        return checked(line, topic)

    def take_posts(self, lines: Iterator[Line]) -> None:
        for batch in batches(lines):
            posts = [self.post_of(line) for line in batch]
            create(list(zip(batch, posts, strict=True)))
            create([(line, edit) for line in batch for edit in edits_of(line)])
            for line, post in zip(batch, posts, strict=True):
                self.take_pictures(line, post)
        for _topic, line in self.answers.values():
            raise line.wrong("answer")

    def post_of(self, line: Line) -> Post:
        topic, number = line.one_of("topic", self.topics), line.whole("number")
        self.expect_answer(line, topic)
        is_anonymous = line.truth("is_anonymous")
        post = Post(
            id=line.whole("id"),
            topic_id=topic,
            number=number,
            author_key=by_chance() if is_anonymous else "",
            imported_author="" if is_anonymous else line.text_or_none("author") or "",
            title="" if number else self.topics[topic][1],
            created_at=line.moment("created_at"),
            edited_at=line.moment_or_none("edited_at"),
            like_count=line.whole("like_count"),
            **columns(line.text("text")) | {"language": line.text("language")},
        )
        return checked(line, post, "search")

    def expect_answer(self, line: Line, topic: int) -> None:
        of, asked = self.answers.pop(line.whole("id"), (topic, line))
        if of != topic:
            raise asked.wrong("answer")

    def take_pictures(self, line: Line, post: Post) -> None:
        """Each belongs to the post that shows it first, and goes when that does."""
        shown = self.files.shown_in(line, post.text)
        for name in SHOWN.findall(post.text):
            if (size := shown.pop(name, None)) and size.width and size.height:
                sizes = {"width": size.width, "height": size.height, "size": size.length}
                Picture.objects.get_or_create(file=name, defaults={"post": post, **sizes})

    def take_merged(self, lines: Iterator[Line]) -> None:
        """Of a topic that is part of another its number is known, which is all its address needs."""
        for line in lines:
            into = line.one_of("into", self.topics)
            section, title = self.topics[into]
            row = Topic(id=line.whole("id"), section_id=section, title=title, merged_into_id=into)
            create([(line, row)])
            self.merged.add(row.pk)

    def take_old_addresses(self, lines: Iterator[Line]) -> None:
        known = self.topics.keys() | self.merged
        for batch in batches(lines):
            rows = [
                OldAddress(
                    path=line.text("path"),
                    section_id=line.one_of_or_none("section", self.sections),
                    topic_id=line.one_of_or_none("topic", known),
                )
                for line in batch
            ]
            create([(line, checked(line, row)) for line, row in zip(batch, rows, strict=True)])

    def finish(self) -> None:
        counting.recount_all()


def section_of(line: Line) -> Section:
    section = Section(
        id=line.whole("id"),
        slug=line.text("slug"),
        **line.translated("name", "description"),
        parent_id=line.whole_or_none("parent"),
        order=line.whole("order"),
        colour=line.text("colour"),
        icon=line.text("icon"),
        starters=standing(line, "starters"),
        repliers=standing(line, "repliers"),
        history_readers=standing(line, "history_readers"),
        is_questions=line.truth("is_questions"),
        allows_anonymous=line.truth("allows_anonymous"),
        takes_discussions=line.truth("takes_discussions"),
    )
    return checked(line, section)


def standing(line: Line, name: str) -> Standing:
    try:
        return Standing[line.text(name).upper()]
    except KeyError:
        raise line.wrong(name) from None


def take_poll(line: Line, topic: Topic) -> None:
    """With as many votes as were shown, by as many voters."""
    poll = Poll(
        topic=topic,
        question=line.text("question"),
        is_multiple=line.truth("is_multiple"),
        closes_at=line.moment_or_none("closes_at"),
        hides_results=line.truth("hides_results"),
    )
    create([(line, checked(line, poll))])
    voters = [by_chance() for _voter in range(line.whole_or_none("voters") or 0)]
    place = 0
    for inner in line.within("options"):
        option = checked(inner, Option(poll=poll, text=inner.text("text")))
        create([(inner, option)])
        count = inner.whole_or_none("votes") or 0
        if count > len(voters):
            raise inner.wrong("votes")
        chosen = [voters[(place + step) % len(voters)] for step in range(count)]
        place += count
        create([(inner, Vote(option=option, voter=voter)) for voter in chosen])


def edits_of(line: Line) -> Iterator[Edit]:
    for inner in line.within("earlier"):
        yield checked(
            inner,
            Edit(
                post_id=line.whole("id"),
                text=inner.text("text"),
                edited_at=inner.moment("edited_at"),
                by_moderator=inner.truth("by_moderator"),
            ),
        )


def by_chance() -> str:
    """In place of a keyed hash: it stands for nobody."""
    return secrets.token_hex(LENGTH // 2)
