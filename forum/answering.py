"""Marking the reply that answers a question."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from accounts.models import User
from forum import locking
from forum.models import Action, Post, Topic, Verb
from forum.refusals import Locked, NotAllowed
from forum.standing import is_moderator


def may_choose(topic: Topic, user: User) -> bool:
    """Whoever asked, or a moderator, in a section of questions. One query for most."""
    if not topic.section.is_questions or not user.is_authenticated:
        return False
    if is_moderator(user):
        return True
    return topic.locked_at is None and topic.opening is not None and topic.opening.is_by(user)


@transaction.atomic
def accept(post: Post, user: User) -> None:
    """This reply answers the question; another one no longer does. Twice is once.

    Raises NotAllowed, Locked. Its author hears of it, unless they chose it themselves.
    """
    topic = locking.topic(post.topic_id)
    if not may_choose(topic, user):
        raise Locked if topic.locked_at else NotAllowed
    if topic.answer_id == post.pk:
        return
    if post.number == 0 or not Post.objects.standing().filter(pk=post.pk, topic=topic).exists():
        raise NotAllowed
    topic.answer, topic.answered_at = post, timezone.now()
    topic.save(update_fields=["answer", "answered_at"])
    if not (topic.opening and topic.opening.is_by(user)):
        Action.objects.create(verb=Verb.ANSWER, actor=user, topic=topic, post=post)
    app.configure_task("forum.tell_of_answer").defer(post_id=post.pk)


@transaction.atomic
def withdraw(topic: Topic, user: User) -> None:
    """The question has no answer after all. Raises NotAllowed, Locked."""
    topic = locking.topic(topic.pk)
    if not may_choose(topic, user):
        raise Locked if topic.locked_at else NotAllowed
    topic.answer = topic.answered_at = None
    topic.save(update_fields=["answer", "answered_at"])
