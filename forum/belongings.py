"""What a member has in the forum, for the copy of their data: words, drafts, what they follow and said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q
from django.dispatch import receiver
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.belongings import LABELS
from accounts.models import User
from accounts.signals import data_requested
from forum import drafting
from forum.anonymity import reader_key, suspended_key, topics_of
from forum.models import Action, AllRead, Notice, Picture, Post, Report, Suspension, TopicRead
from forum.models.posts import ForumPostQuerySet

CHUNK = 1_000  # topics whose keys are compared at once

Row = Mapping[str, Any]

LABELS |= {
    "forum_posts": gettext_lazy("My posts in the forum"),
    "forum_earlier_versions": gettext_lazy("Earlier versions of my posts"),
    "forum_drafts": gettext_lazy("My drafts"),
    "forum_follows": gettext_lazy("What I follow"),
    "forum_bookmarks": gettext_lazy("My bookmarks"),
    "forum_notices": gettext_lazy("What I was told"),
    "forum_reports": gettext_lazy("What I reported"),
    "forum_suspensions": gettext_lazy("When I could not write"),
    "forum_moderation": gettext_lazy("What moderators did about me"),
    "forum_my_moderation": gettext_lazy("What I did as a moderator"),
    "forum_pictures": gettext_lazy("Pictures I uploaded"),
    "forum_reading": gettext_lazy("How far I have read"),
    "forum_likes_and_votes": gettext_lazy("My likes and votes"),
    "topic": gettext_lazy("Topic"),
    "section": gettext_lazy("Section"),
    "number": gettext_lazy("Number in the topic"),
    "text": gettext_lazy("Text"),
    "written_at": gettext_lazy("Written"),
    "edited_at": gettext_lazy("Changed"),
    "anonymous": gettext_lazy("Without my name"),
    "waits": gettext_lazy("Waits for approval"),
    "hidden": gettext_lazy("Hidden"),
    "deleted": gettext_lazy("Deleted"),
    "likes": gettext_lazy("Likes"),
    "saved_at": gettext_lazy("Saved"),
    "place": gettext_lazy("Where"),
    "reason": gettext_lazy("Reason"),
    "note": gettext_lazy("Note"),
    "ends_at": gettext_lazy("Until"),
    "lifted_at": gettext_lazy("Lifted"),
    "read": gettext_lazy("Read"),
    "file": gettext_lazy("File"),
    "bytes": gettext_lazy("Size in bytes"),
    "why": gettext_lazy("Why they are not here"),
}


@receiver(data_requested)
def give(user: User, **_more: Any) -> list[tuple[str, list[Row]]]:
    """Some 14 queries, and one for each thousand topics that have anonymous posts."""
    told = [
        ("forum_posts", list(posts(user))),
        ("forum_earlier_versions", list(earlier_versions(user))),
        ("forum_drafts", list(drafts(user))),
        ("forum_follows", list(follows(user))),
        ("forum_bookmarks", list(bookmarks(user))),
        ("forum_notices", list(notices(user))),
        ("forum_reports", list(reports(user))),
        ("forum_suspensions", list(suspensions(user))),
        ("forum_moderation", list(actions(Q(member=user)))),
        ("forum_my_moderation", list(actions(Q(actor=user)))),
        ("forum_pictures", list(pictures(user))),
        ("forum_reading", list(reading(user))),
    ]
    return [(name, rows) for name, rows in told if rows] + [("forum_likes_and_votes", [likes()])]


def posts_of(user: User) -> Iterator[ForumPostQuerySet]:
    """All they wrote: under their name, then without it, found by their key in each topic."""
    yield Post.objects.filter(author=user)
    nameless = Post.objects.filter(author_key__gt="")
    topics = list(nameless.order_by("topic").values_list("topic", flat=True).distinct())
    for start in range(0, len(topics), CHUNK):
        keys = topics_of(user.pk, topics[start : start + CHUNK])
        yield nameless.filter(topic__in=keys, author_key__in=keys.values())


def posts(user: User) -> Iterator[Row]:
    for found in posts_of(user):
        for post in found.select_related("topic").order_by("pk").iterator():
            yield {
                "topic": post.topic.title,
                "number": post.number,
                "text": post.text,
                "written_at": post.created_at,
                "edited_at": post.edited_at,
                "anonymous": post.is_anonymous,
                "waits": post.held_at is not None,
                "hidden": post.hidden_at is not None,
                "deleted": post.deleted_at is not None,
                "likes": post.like_count,
            }


def earlier_versions(user: User) -> Iterator[Row]:
    for found in posts_of(user):
        edited = found.exclude(edited_at=None).select_related("topic").prefetch_related("edits")
        for post in edited.order_by("pk"):
            for edit in post.edits.all():
                yield {
                    "topic": post.topic.title,
                    "number": post.number,
                    "text": edit.text,
                    "edited_at": edit.edited_at,
                }


def drafts(user: User) -> Iterator[Row]:
    for draft in user.drafts.order_by("pk"):
        fields = drafting.content_of(draft)
        place = fields.pop(drafting.PLACE, "")
        text = "\n\n".join(value for value in fields.values() if value)
        yield {"place": place, "text": text, "saved_at": draft.saved_at}


def follows(user: User) -> Iterator[Row]:
    for follow in user.follows.select_related("topic", "section").order_by("pk"):
        yield {"topic": follow.topic and follow.topic.title, "section": shown(follow.section)}


def bookmarks(user: User) -> Iterator[Row]:
    for mark in user.bookmarks.select_related("post__topic").order_by("pk"):
        yield {"topic": mark.post.topic.title, "number": mark.post.number}


def notices(user: User) -> Iterator[Row]:
    for notice in Notice.objects.of(user).select_related("topic").order_by("pk"):
        yield {
            "kind": notice.get_kind_display(),
            "topic": notice.topic and notice.topic.title,
            "text": notice.text,
            "at": notice.created_at,
            "read": notice.read_at is not None,
        }


def reports(user: User) -> Iterator[Row]:
    for report in Report.objects.filter(reporter=user).select_related("post__topic").order_by("pk"):
        yield {
            "topic": report.post.topic.title,
            "number": report.post.number,
            "reason": report.get_reason_display(),
            "note": report.note,
            "at": report.created_at,
        }


def suspensions(user: User) -> Iterator[Row]:
    found = Q(member=user) | Q(member_key=suspended_key(user.pk))
    columns = ("reason", "starts_at", "ends_at", "lifted_at")
    for row in Suspension.objects.filter(found).order_by("pk").values(*columns):
        yield {"at": row.pop("starts_at"), **row}


def actions(whose: Q) -> Iterator[Row]:
    for action in Action.objects.filter(whose).select_related("topic").order_by("pk"):
        yield {
            "change": action.get_verb_display(),
            "topic": action.topic and action.topic.title,
            "note": action.note,
            "at": action.created_at,
        }


def pictures(user: User) -> Iterator[Row]:
    """Those no post shows yet; the others are in the posts' texts."""
    for picture in Picture.objects.filter(user=user).order_by("pk"):
        yield {"file": picture.file.name, "bytes": picture.size}


def reading(user: User) -> Iterator[Row]:
    key = reader_key(user.pk)
    for said in AllRead.objects.filter(reader=key):
        yield {"topic": _("All topics"), "number": None, "at": said.at}
    for row in TopicRead.objects.filter(reader=key).select_related("topic").order_by("pk"):
        yield {"topic": row.topic.title, "number": row.number, "at": None}


def likes() -> Row:
    return {
        "why": _(
            "Nobody keeps a list of what you liked or voted for, and none can be made from the database"
            " alone: each like and each vote carries a sign of its own in place of your name."
        )
    }


def shown(thing: object | None) -> str | None:
    return str(thing) if thing else None
