"""Starting topics, replying, changing and deleting one's own: the only places that write posts."""

from __future__ import annotations

import datetime

from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from accounts.models import User
from core import personal
from core.languages import written_in
from forum import counting, drafting, following, locking, picturing, polling
from forum.admission import (
    admit_reply,
    admit_topic,
    keep_anonymous_pace,
    keep_changing_pace,
    refuse_suspended,
)
from forum.anonymity import author_key, sent_key
from forum.models import Action, Edit, Post, Section, Topic, Verb
from forum.models.topics import LONGEST_TITLE
from forum.polling import Question
from forum.refusals import Changed, NotAllowed
from forum.screening import must_wait, refuse_change
from forum.standing import Standing, is_moderator, standing_of
from forum.writing import Writing, columns

FREE = datetime.timedelta(minutes=30)  # in which a change leaves no mark and no earlier version


@transaction.atomic
def start(
    section: Section, author: User, title: str, writing: Writing, question: Question | None = None
) -> Topic:
    """A new topic with its text, and its poll. Sent twice with one token, it is the same topic.

    Raises the refusals of `admission` and `screening`. About twelve queries, two more with a poll.
    """
    one_at_a_time(author)
    if sent := already_sent(author, writing):
        return sent.topic
    standing = standing_of(author)
    admit_topic(author, section, standing)
    asked = [question.question, *question.options] if question else []
    waits = _screened(section, author, standing, "\n".join([title, *asked]), writing)
    now = timezone.now()
    topic = Topic.objects.create(
        section=section,
        title=personal.mask(title)[:LONGEST_TITLE],
        language=written_in(f"{title} {writing.text}"),
        created_at=now,
        last_posted_at=now,
        held_at=now if waits else None,
    )
    post = _create(topic, author, writing, number=0, waits=waits, now=now)
    topic.opening = topic.last_post = post
    topic.save(update_fields=["opening", "last_post"])
    if question:
        polling.ask(topic, question)
    _follow_up(post, author, drafting.in_section(section))
    return topic


@transaction.atomic
def reply(topic: Topic, author: User, writing: Writing) -> Post:
    """One more post at the end. Sent twice with one token, it is the same post.

    The topic's row is locked meanwhile, so numbers follow one another however many write at once.
    Where the topic was merged into another while the text was written, the reply goes there.
    Raises the refusals of `admission` and `screening`. About twelve queries.
    """
    one_at_a_time(author)
    if sent := already_sent(author, writing):
        return sent
    topic = locking.topic_in_use(topic.pk)
    standing = standing_of(author)
    admit_reply(author, topic, standing)
    waits = _screened(topic.section, author, standing, "", writing)
    number = None if waits else counting.next_number(topic)
    post = _create(topic, author, writing, number=number, waits=waits, now=timezone.now())
    if not waits:
        counting.added(post)
    _follow_up(post, author, drafting.in_topic(topic))
    return post


@transaction.atomic
def edit(post: Post, editor: User, text: str, version: int) -> Post:
    """Change the text, by its author or a moderator. Nothing happens when it says so already.

    Raises Changed when it is no longer the version that was opened, NotAllowed, Suspended, TooFast,
    Unwanted. What it said before is kept without personal data; not at all in the author's first half hour.
    """
    post = locking.post(post.pk)
    is_author = post.is_by(editor)
    if not may_edit(post, editor):
        raise NotAllowed
    if is_author:
        refuse_suspended(editor)
    if post.text == text:
        return post
    if post.version != version:
        raise Changed(post)
    if is_author:
        keep_changing_pace(editor)
        refuse_change(editor, post, text)
    _keep_version(post, editor)
    made = columns(text)
    for name, value in made.items():
        setattr(post, name, value)
    post.version += 1
    post.save(update_fields=[*made, "version", "edited_at"])
    picturing.attach(post)
    drafting.discard(editor, drafting.of_post(post))
    return post


def _keep_version(post: Post, editor: User) -> None:
    """What it says until now, if that has stood for a while or a moderator changes it."""
    is_author, now = post.is_by(editor), timezone.now()
    if not (is_author and now - post.created_at < FREE):
        Edit.objects.create(
            post=post, text=personal.mask(post.text), edited_at=now, by_moderator=not is_author
        )
        post.edited_at = now
    if not is_author:
        Action.objects.create(verb=Verb.EDIT, actor=editor, topic=post.topic, post=post)


@transaction.atomic
def delete(post: Post, author: User) -> None:
    """Take one's own words back: text, earlier versions and pictures are gone at once and for good.

    The place stays, saying so, where others have replied. Raises NotAllowed.
    """
    post = locking.post(post.pk)
    if not post.is_by(author):
        raise NotAllowed
    erase(post)


def erase(post: Post) -> None:
    """Of a post that `locking.post` gave: its words go, and its topic is counted anew."""
    post.text = post.plain = ""
    post.mentions = []
    post.deleted_at = post.deleted_at or timezone.now()
    post.version += 1
    post.save(update_fields=["text", "plain", "mentions", "deleted_at", "version"])
    post.edits.all().delete()
    picturing.discard_of(post)
    topic = locking.topic(post.topic_id)
    if topic.answer_id == post.pk:
        topic.answer = topic.answered_at = None
        topic.save(update_fields=["answer", "answered_at"])
    if topic.opening_id == post.pk and not topic.posts.replies().standing().exists():
        topic.hidden_at = topic.hidden_at or timezone.now()
        topic.save(update_fields=["hidden_at"])
    counting.recount(topic)


def may_edit(post: Post, user: User) -> bool:
    """Its author while it isn't hidden, deleted or under a lock; a moderator what isn't deleted."""
    if post.deleted_at:
        return False
    if is_moderator(user):
        return True
    return post.is_by(user) and post.hidden_at is None and post.topic.locked_at is None


def one_at_a_time(author: User) -> None:
    """A member's own posts follow one another: two clicks at once are one post, and keep the pace.

    Not by a lock of the member's row: PostgreSQL writes into that which transaction held it, the one that
    an anonymous post says it was written by.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('forum', %s))", [author.pk])


def already_sent(author: User, writing: Writing) -> Post | None:
    """The post that was made of this very form, if it was this member who sent it."""
    if writing.token is None:
        return None
    sent = Post.objects.select_related("topic__section")
    return sent.filter(token=sent_key(writing.token, author.pk)).first()


def publish(post: Post) -> None:
    """What follows once a post is there for all to read: those who want to know are told by a job."""
    app.configure_task("forum.tell").defer(post_id=post.pk)


def _screened(
    section: Section, author: User, standing: Standing, title: str, writing: Writing
) -> bool:
    """Whether it waits for approval."""
    if writing.is_anonymous:
        if not section.allows_anonymous:
            raise NotAllowed
        keep_anonymous_pace(author, standing)
    return must_wait(
        author, standing, section, writing.text, title=title, is_anonymous=writing.is_anonymous
    )


def _create(
    topic: Topic,
    author: User,
    writing: Writing,
    *,
    number: int | None,
    waits: bool,
    now: datetime.datetime,
) -> Post:
    return Post.objects.create(
        topic=topic,
        number=number,
        title=topic.title if number == 0 else "",
        author=None if writing.is_anonymous else author,
        author_key=author_key(topic.pk, author.pk) if writing.is_anonymous else "",
        created_at=now,
        held_at=now if waits else None,
        token=sent_key(writing.token, author.pk) if writing.token else None,
        **columns(writing.text),
    )


def _follow_up(post: Post, author: User, draft: str) -> None:
    """Who writes without a name leaves no row that would tell: they follow nothing by it.

    That they have read what they wrote is noted by the page they come to, in a transaction of its own:
    PostgreSQL writes into each row which one made it.
    """
    picturing.attach(post)
    drafting.discard(author, draft)
    if not post.is_anonymous:
        following.follow(author, post.topic)
    if post.held_at is None:
        publish(post)
