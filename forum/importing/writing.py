"""Writing one thread: section, topic, posts and old address in one transaction, or nothing.

A topic is the same one next time by its old address, a post by its key (in `Post.token`). What comes
again is compared: equal is unchanged; a different text replaces what the import wrote before, unless
somebody changed, hid or deleted the post here. Counts only rise. A section, once made, is the
editors'. Nothing is ever deleted because a file no longer has it.
"""

from __future__ import annotations

import datetime
import itertools
import uuid
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, F
from django.utils.translation import gettext as _
from django.utils.translation import override

from core import markdown, personal
from core.languages import written_in
from forum import counting
from forum.importing.items import Category, LeftOut, Text, Thread
from forum.models import OldAddress, Post, Section, Topic, Verb

LOCK = 7_305_120_642  # any number: importers at once take turns, a thread each
BATCH = 1_000
Here = Mapping[uuid.UUID | None, Any]  # posts that came in before, by their key
TICK = datetime.timedelta(seconds=1)  # between posts of one day, so that time keeps their order


class Outcome(Enum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"


class Writer:
    """Remembers across files what this run has written already."""

    def __init__(self, dry_run: bool = False) -> None:
        self.dry_run = dry_run
        self.written: set[str] = set()  # paths

    def write_section(self, category: Category) -> None:
        """Two queries when it is there."""
        with transaction.atomic():
            take_turn()
            section_of(category)
            transaction.set_rollback(self.dry_run)

    def write(self, thread: Thread) -> tuple[Outcome, Sequence[str]]:
        """What became of it, and remarks. Raises LeftOut. Some 12 queries; 5 when unchanged."""
        if thread.path in self.written:
            raise LeftOut(_("another item of the same address came before it"))
        with transaction.atomic():
            take_turn()
            old = OldAddress.objects.filter(path=thread.path).select_related("topic").first()
            if old and not old.topic:
                raise LeftOut(_("its address is that of a section"))
            result = renew(old.topic, thread) if old and old.topic else create(thread)
            transaction.set_rollback(self.dry_run)
        self.written.add(thread.path)
        return result


def section_of(category: Category) -> Section:
    """The one its address leads to, or one an editor has made under it before; else a new one."""
    old = OldAddress.objects.filter(path=category.path).select_related("section").first()
    if old and old.section:
        return old.section
    section = Section.objects.filter(slug=category.slug).first()
    if section is None:
        names: dict[str, Any] = {f"name_{category.language}": category.name}
        with override(category.language):  # modeltranslation copies the language in force
            section = Section.objects.create(
                slug=category.slug,
                is_questions=category.is_questions,
                icon="question" if category.is_questions else "talk",
                **names,
            )
    OldAddress.objects.create(path=category.path, section=section)
    return section


def final(topic: Topic) -> Topic:
    """Where its replies are after merges. Locked."""
    while topic.merged_into_id:
        topic = Topic.objects.get(pk=topic.merged_into_id)
    return Topic.objects.select_for_update().get(pk=topic.pk)


def create(thread: Thread) -> tuple[Outcome, Sequence[str]]:
    opening = thread.opening
    topic = Topic.objects.create(
        section=section_of(thread.category),
        title=thread.title,
        language=written_in(f"{thread.title} {opening.text}"),
        created_at=opening.created_at,
        last_posted_at=opening.created_at,
        view_count=thread.views,
        lost_reply_count=max(0, thread.reply_count - len(thread.replies)),
    )
    texts = [opening, *thread.replies]
    add(topic, list(zip(texts, moments(texts, {}), strict=True)))
    OldAddress.objects.create(path=thread.path, topic=topic)
    return Outcome.NEW, []


def renew(topic: Topic, thread: Thread) -> tuple[Outcome, Sequence[str]]:
    target = final(topic)
    texts = [thread.opening, *thread.replies]
    rows = Post.objects.filter(token__in=[text.key for text in texts])
    here: Here = {post.token: post for post in rows.annotate(liked_here=Count("likes"))}
    timed = zip(texts, moments(texts, here), strict=True)
    is_longer = add(target, [(text, at) for text, at in list(timed)[1:] if text.key not in here])
    remarks, is_other = [], False
    for text in texts:
        if text.key in here:
            was_changed, said = renew_post(here[text.key], text)
            is_other |= was_changed
            remarks += said
    counts = {} if target != topic else counts_of(target, thread)
    if counts:
        for name, value in counts.items():
            setattr(target, name, value)
        target.save(update_fields=list(counts))
        counting.entitle(target)
    is_changed = is_longer or is_other or counts
    return Outcome.CHANGED if is_changed else Outcome.UNCHANGED, remarks


def counts_of(topic: Topic, thread: Thread) -> dict[str, Any]:
    """Columns of the topic that differ now. A title changed here stays."""
    keys = [text.key for text in thread.replies]
    lost = max(0, thread.reply_count - Post.objects.filter(token__in=keys).count())
    values: dict[str, Any] = {
        "view_count": max(topic.view_count, thread.views),
        "lost_reply_count": lost,
    }
    if not topic.actions.filter(verb=Verb.RETITLE, undone_at=None).exists():
        values["title"] = thread.title
    return {name: value for name, value in values.items() if getattr(topic, name) != value}


def renew_post(post: Any, text: Text) -> tuple[bool, list[str]]:
    """Whether anything changed, and a remark. Likes given here stand beside those of the older site."""
    values: dict[str, Any] = {}
    remarks = []
    if post.text != text.text and post.stands:
        if post.edited_at:
            remarks.append(_("a post of it was changed here since it came in: left as it is"))
        else:
            values |= columns(text.text) | {"version": post.version + 1}
    more = text.likes + post.liked_here - post.like_count
    if more > 0:
        values["like_count"] = F("like_count") + more
    if values:  # unless somebody edits it at this moment
        Post.objects.filter(pk=post.pk, version=post.version).update(**values)
    return bool(values), remarks


def add(topic: Topic, posts: Sequence[tuple[Text, datetime.datetime]]) -> bool:
    """At the end, then where their time puts them if others are later. Whether there are any."""
    if not posts:
        return False
    last = topic.posts.exclude(number=None).order_by("-number").first()
    numbers = itertools.count(counting.next_number(topic))
    Post.objects.bulk_create(
        (
            Post(
                topic=topic,
                number=next(numbers),
                token=text.key,
                imported_author=text.author,
                created_at=created_at,
                like_count=text.likes,
                **columns(text.text),
            )
            for text, created_at in posts
        ),
        batch_size=BATCH,
    )
    if last and last.created_at > posts[0][1]:
        counting.renumber(topic)
    counting.recount(topic)
    return True


def moments(texts: Sequence[Text], here: Here) -> list[datetime.datetime]:
    """As they are here, else each after the one before, by a second where only the day is known."""
    found: list[datetime.datetime] = []
    for text in texts:
        post = here.get(text.key)
        earliest = found[-1] + TICK if found else text.created_at
        found.append(post.created_at if post else max(text.created_at, earliest))
    return found


def columns(text: str) -> dict[str, Any]:
    """What is made from a text. It names nobody of today, whatever follows an @ in it."""
    return {
        "text": text,
        "plain": personal.mask(markdown.plain(text)),
        "language": written_in(text),
        "mentions": [],
    }


def take_turn() -> None:
    """One importer at a time, and no wait for the disk: a power cut loses whole threads, never halves."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s), set_config('synchronous_commit', 'off', true)",
            [LOCK],
        )
