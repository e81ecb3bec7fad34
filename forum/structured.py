"""A topic as JSON-LD, for machines that index it. Texts come without personal data, cut short."""

from __future__ import annotations

from typing import Any

from django.utils.text import Truncator

from forum.bylines import author_name
from forum.models import Post, Topic

LENGTH = 300  # characters of a text


def topic(topic: Topic, opening: Post, answer: Post | None, root: str) -> dict[str, Any]:
    """QAPage in a section of questions, else DiscussionForumPosting; `root` is scheme and host."""
    address = root + topic.get_absolute_url()
    if not topic.section.is_questions:
        return {
            "@context": "https://schema.org",
            "@type": "DiscussionForumPosting",
            "headline": topic.title,
            "url": address,
            "commentCount": topic.total_reply_count,
            **_post(opening),
        }
    question: dict[str, Any] = {
        "@type": "Question",
        "name": topic.title,
        "answerCount": topic.total_reply_count,
        **_post(opening),
    }
    if answer:
        question["acceptedAnswer"] = {
            "@type": "Answer",
            "url": root + topic.address_of(answer),
            "upvoteCount": answer.like_count,
            **_post(answer),
        }
    return {
        "@context": "https://schema.org",
        "@type": "QAPage",
        "url": address,
        "mainEntity": question,
    }


def _post(post: Post) -> dict[str, Any]:
    return {
        "text": Truncator(post.plain).chars(LENGTH),
        "datePublished": post.created_at.isoformat(timespec="seconds"),
        "author": {"@type": "Person", "name": author_name(post)},
    }
