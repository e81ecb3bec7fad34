"""Talking about something of another feature, known by a plain key such as `post-12`.

The topic is opened by the first reply. It begins where the discussion's own row says, else in the
section that takes discussions; where there is neither, nothing can be said and nothing is shown.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core import signing
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from core.languages import LANGUAGES, site_name
from forum import drafting, posting
from forum.models import Discussion, Post, Section, Topic
from forum.models.topics import LONGEST_TITLE
from forum.quoting import escaped
from forum.refusals import Locked, NotAllowed
from forum.standing import reading_level
from forum.writing import Writing, columns

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

LATEST = 3  # replies shown under the thing itself
SALT = "forum.discuss"


@dataclass(frozen=True)
class About:
    """What is talked about. Readers carry it from page to page, so it is signed."""

    key: str
    title: str
    address: str
    language: str

    def signed(self) -> str:
        values = [self.key, self.title, self.address, self.language]
        return signing.Signer(salt=SALT).sign_object(values, compress=True)

    @classmethod
    def of(cls, text: str) -> About | None:
        """None where this site didn't sign it."""
        try:
            return cls(*signing.Signer(salt=SALT).unsign_object(text))
        except signing.BadSignature:
            return None


@dataclass(frozen=True)
class State:
    """How a discussion stands for one reader; `topic` is None before the first reply."""

    section: Section
    topic: Topic | None
    replies: Sequence[Post]
    is_open: bool


def state_of(key: str, reader: User | AnonymousUser) -> State | None:
    """None where nothing is to be shown. Two queries."""
    row = _rows().filter(key=key).first()
    section = row.section if row else _default_section()
    if section is None or (row and row.switched_off_at) or not _may_read(section, reader):
        return None
    is_open = row is None or row.closed_at is None
    topic = row.topic if row else None
    if topic is None:
        return State(section, None, (), is_open) if is_open else None
    if not topic.is_listed or not _may_read(topic.section, reader):
        return None
    return State(topic.section, topic, _latest(topic), is_open and topic.locked_at is None)


@transaction.atomic
def reply_about(about: About, author: User, writing: Writing) -> Post:
    """A reply; the first one opens the topic. Two who open it at once write in the same one.

    Raises the refusals of `posting.reply`. Some 20 queries for the first, 15 later.
    """
    discussion = _locked(about.key)
    if discussion.closed_at or discussion.switched_off_at:
        raise Locked
    if discussion.topic is None:
        discussion.topic = open_topic(about, discussion.section)
        discussion.save(update_fields=["topic"])
    post = posting.reply(discussion.topic, author, writing)
    drafting.discard(author, drafting.about(about.key))
    return post


@transaction.atomic
def arrange(key: str, section: Section | None, *, is_closed: bool, is_off: bool) -> None:
    """What an editor wants of a discussion; `section` None: the usual one. Twice is once.

    Nothing is kept of what is as usual. Once there is a topic, moderators move it, not this.
    """
    row = Discussion.objects.select_for_update().filter(key=key).first()
    if row is None:
        place = section or _default_section()
        if place is None or not (section or is_closed or is_off):
            return
        row = Discussion(key=key, section=place)
    elif row.topic_id is None:
        row.section = section or _default_section() or row.section
    was_closed_at, now = row.closed_at, timezone.now()
    row.closed_at = (row.closed_at or now) if is_closed else None
    row.switched_off_at = (row.switched_off_at or now) if is_off else None
    row.save()
    _lock_with(row, was_closed_at)


def _lock_with(row: Discussion, was_closed_at: datetime.datetime | None) -> None:
    """The topic is locked as long as its discussion is closed; a lock of moderators stays."""
    topics = Topic.objects.filter(discussion=row)
    if row.closed_at and not was_closed_at:
        topics.filter(locked_at=None).update(locked_at=row.closed_at)
    elif was_closed_at and not row.closed_at:
        topics.filter(locked_at=was_closed_at).update(locked_at=None)


def _rows() -> QuerySet[Discussion]:
    return Discussion.objects.select_related(
        "section__parent", "topic__section__parent", "topic__last_post"
    )


def _default_section() -> Section | None:
    return Section.objects.filter(takes_discussions=True).select_related("parent").first()


def _may_read(section: Section, reader: User | AnonymousUser) -> bool:
    level = reading_level(reader)
    return section.readers <= level and (not section.parent or section.parent.readers <= level)


def _latest(topic: Topic) -> list[Post]:
    """Oldest of them first."""
    posts = topic.posts.standing().replies().select_related("author").defer("text")
    latest = list(posts.order_by(F("number").desc())[:LATEST])
    for post in latest:
        post.topic = topic
    return latest[::-1]


def _locked(key: str) -> Discussion:
    """Its row, made if need be. Raises NotAllowed where no section takes discussions."""
    rows = Discussion.objects.select_related("section", "topic__section").filter(key=key)
    if not rows.exists():
        section = _default_section()
        if section is None:
            raise NotAllowed
        Discussion.objects.bulk_create(
            [Discussion(key=key, section=section)], ignore_conflicts=True
        )
    return rows.select_for_update(of=("self",)).get()


def open_topic(about: About, section: Section) -> Topic:
    """A topic by nobody, whose opening leads to what it is about."""
    now = timezone.now()
    title = Truncator(about.title).chars(LONGEST_TITLE)
    topic = Topic.objects.create(
        section=section,
        title=title,
        language=about.language,
        created_at=now,
        last_posted_at=now,
    )
    with override(about.language if about.language in LANGUAGES else LANGUAGES[0]):
        link = f"[{escaped(title)}]({about.address})"
        text = _("What readers say about %(article)s.") % {"article": link}
        name = site_name()
    topic.opening = topic.last_post = Post.objects.create(
        topic=topic,
        number=0,
        title=title,
        imported_author=name,
        created_at=now,
        **columns(text),
    )
    topic.save(update_fields=["opening", "last_post"])
    return topic
