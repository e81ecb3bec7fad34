"""What a letter with news says, and how it comes: as plain values, for the job that will send it.

Names stand by themselves, so that `core.jobs.forget` finds those of a member who leaves meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core import signing
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import override

from accounts import mailing
from accounts.mailing import Rhythm
from accounts.models import User
from core import mail
from forum.bylines import author_name
from forum.models import Kind, Notice, Topic
from forum.news import LETTER_OF

TEMPLATE = "forum/email/news"
SALT = "forum.unfollow"
LISTED = 15  # posts in a letter; of the others only the number is told
LENGTH = 240  # characters of an excerpt


def letter(
    user: User, notices: Sequence[Notice], rhythm: Rhythm
) -> tuple[dict[str, Any], mail.Manner]:
    """Of notices with their posts, latest first. No query."""
    listed = sorted(notices[:LISTED], key=lambda notice: notice.pk)
    posts = [each for each in listed if each.kind != Kind.MODERATION]
    with override(user.language):
        context = {
            "rhythm": rhythm.value,
            "words": [_word(each) for each in listed if each.kind == Kind.MODERATION],
            "topics": [_topic(user, topic, each) for topic, each in _by_topic(posts)],
            "more": len(notices) - len(listed),
            "notices": mail.absolute(reverse("forum:notices")),
            "settings": mail.absolute(reverse("accounts:mail")),
        }
    return context, _manner(user, notices, [topic for topic, _posts in _by_topic(posts)], rhythm)


def unfollow_address(user: User, topic: Topic) -> str:
    """Where one POST ends news of the topic, in the language in force. Names nobody; doesn't expire."""
    token = signing.dumps([user.pk, topic.pk], salt=SALT)
    return mail.absolute(reverse("forum:unfollow-by-letter", args=[token]))


def whose(token: str) -> tuple[int, int]:
    """Ids of the member and the topic an address is for. Raises BadSignature."""
    user_id, topic_id = signing.loads(token, salt=SALT)
    return user_id, topic_id


def _by_topic(notices: Iterable[Notice]) -> list[tuple[Topic, list[Notice]]]:
    """In the order of their first news."""
    topics: dict[int, list[Notice]] = {}
    for notice in notices:
        assert notice.post is not None
        topics.setdefault(notice.post.topic_id, []).append(notice)
    return [(group[0].post.topic, group) for group in topics.values() if group[0].post]


def _topic(user: User, topic: Topic, notices: Iterable[Notice]) -> dict[str, Any]:
    posts = [_post(notice) for notice in notices]
    can_stop = any(post["kind"] in (Kind.REPLY, Kind.FOLLOWED) for post in posts)
    return {
        "title": topic.title,
        "section": str(topic.section),
        "posts": posts,
        "stop": unfollow_address(user, topic) if can_stop else "",
    }


def _post(notice: Notice) -> dict[str, Any]:
    post = notice.post
    assert post is not None
    return {
        "kind": notice.kind,
        "is_opening": post.is_opening,
        "author": author_name(post),
        "excerpt": Truncator(" ".join(getattr(notice, "excerpt", "").split())).chars(LENGTH),
        "address": mail.absolute(post.get_absolute_url()),
    }


def _word(notice: Notice) -> dict[str, Any]:
    """Of moderators, on a post or topic that may be gone."""
    topic = notice.topic
    return {
        "deed": notice.deed_label,
        "title": topic.title if topic else "",
        "text": notice.text,
        "address": mail.absolute(topic.get_absolute_url()) if topic and topic.is_listed else "",
    }


def _manner(
    user: User, notices: Iterable[Notice], topics: Sequence[Topic], rhythm: Rhythm
) -> mail.Manner:
    """Who wants neutral subjects gets no header either that tells one section from another."""
    kinds = dict.fromkeys(LETTER_OF[Kind(notice.kind)] for notice in notices)
    sections = {topic.section.slug.replace("_", "-") for topic in topics}
    parts = ["forum"]
    if len(sections) == 1 and not user.subjects_neutral:
        parts = [*sections, "forum"]
        parts = [f"topic-{topics[0].pk}", *parts] if len(topics) == 1 else parts
    is_threaded = len(topics) == 1 and rhythm == Rhythm.AT_ONCE
    return mail.Manner(
        neutral=user.subjects_neutral,
        unsubscribe=mailing.unsubscribe_address(user, *kinds),
        list_id=".".join(parts),
        thread=f"forum.topic.{topics[0].pk}" if is_threaded else "",
        can_wait=True,
    )
