"""Deeds on one post: hide it, restore it, let it appear, say no to it, delete it for good, keep it.

Each returns its row of the log, or None where things were so already; raises NotAllowed for others than
moderators. A hidden post keeps its number: links to others, and to it once it is back, stay right.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from forum import counting, locking, posting
from forum.models import Action, Post, Verb
from forum.moderation import acting, notifying
from forum.refusals import Impossible


@transaction.atomic
def hide(post: Post, moderator: User, note: str = "") -> Action | None:
    """A topic nobody has replied to goes with its opening. Open reports are closed."""
    post = _begin(post, moderator)
    if post.deleted_at:
        return None
    return stays_hidden(post, moderator, note) if post.hidden_at else hidden(post, moderator, note)


def stays_hidden(post: Post, moderator: User, note: str) -> Action | None:
    """What reports had hidden, a moderator has looked at now."""
    changes = acting.Changes()
    if not close_reports(post, changes):
        return None
    before = {"rows": changes.rows}
    return acting.log(Verb.HIDE, moderator, topic=post.topic, post=post, note=note, before=before)


def hidden(post: Post, moderator: User | None, note: str) -> Action:
    """Of a post that `locking.post` gave. Without a moderator its reports stay open, and it in the queue."""
    changes = acting.Changes()
    if moderator:
        close_reports(post, changes)
    conceal(post, changes)
    counting.recount(post.topic)
    before = {"rows": changes.rows}
    action = acting.log(Verb.HIDE, moderator, topic=post.topic, post=post, note=note, before=before)
    notifying.tell_authors(action, [post])
    return action


def conceal(post: Post, changes: acting.Changes) -> None:
    now = timezone.now()
    changes.make(post, hidden_at=now)
    topic = post.topic
    opens_it = topic.opening_id == post.pk and topic.hidden_at is None
    if opens_it and not topic.posts.replies().standing().exists():
        changes.make(topic, hidden_at=now)


@transaction.atomic
def restore(post: Post, moderator: User, note: str = "") -> Action | None:
    """With its topic, if that was hidden together with it."""
    post = _begin(post, moderator)
    if post.hidden_at is None or post.deleted_at:
        return None
    changes = acting.Changes()
    reveal(post, changes)
    before = {"rows": changes.rows}
    action = acting.log(
        Verb.RESTORE, moderator, topic=post.topic, post=post, note=note, before=before
    )
    notifying.tell_authors(action, [post])
    return action


def reveal(post: Post, changes: acting.Changes) -> None:
    topic, moment = post.topic, post.hidden_at
    changes.make(post, hidden_at=None)
    if topic.opening_id == post.pk and topic.hidden_at == moment:
        changes.make(topic, hidden_at=None)
    counting.recount(topic)


@transaction.atomic
def approve(post: Post, moderator: User, note: str = "") -> Action | None:
    """It appears now, at the end, dated now: nobody has missed it. Its topic is listed, if it opens one.

    Raises Impossible where its author has changed it since: `post` is what the moderator read.
    """
    read = post.version
    post = _begin(post, moderator)
    if post.held_at is None or post.deleted_at:
        return None
    if post.version != read:
        raise Impossible(_("Its author has changed it meanwhile. Please read it once more."))
    topic, now = post.topic, timezone.now()
    if post.number is None:
        post.number = counting.next_number(topic)
    post.held_at = post.hidden_at = None
    post.created_at = now
    post.save(update_fields=["number", "held_at", "hidden_at", "created_at"])
    if post.number == 0:
        topic.held_at, topic.created_at = None, now
        topic.save(update_fields=["held_at", "created_at"])
    counting.recount(topic)
    close_reports(post, acting.Changes())
    action = acting.log(Verb.APPROVE, moderator, topic=topic, post=post, note=note)
    notifying.tell_authors(action, [post])
    posting.publish(post)
    return action


def reject(post: Post, moderator: User, note: str = "") -> Action | None:
    """What waits for approval is hidden: out of the queue, and restored into it."""
    return hide(post, moderator, note)


@transaction.atomic
def delete(post: Post, moderator: User, note: str = "") -> Action | None:
    """The words go, with earlier versions and pictures; nothing brings them back."""
    post = _begin(post, moderator)
    if post.deleted_at:
        return None
    close_reports(post, acting.Changes())
    posting.erase(post)
    action = acting.log(Verb.DELETE, moderator, topic=post.topic, post=post, note=note)
    notifying.tell_authors(action, [post])
    return action


@transaction.atomic
def keep(post: Post, moderator: User, note: str = "") -> Action | None:
    """Looked at and found right: reports are closed; if they had hidden it, it is back."""
    post = _begin(post, moderator)
    changes = acting.Changes()
    if not close_reports(post, changes):
        return None
    if post.hidden_at and not post.deleted_at:
        reveal(post, changes)
    return acting.log(
        Verb.KEEP, moderator, topic=post.topic, post=post, note=note, before={"rows": changes.rows}
    )


def close_reports(post: Post, changes: acting.Changes) -> int:
    """How many were open."""
    now = timezone.now()
    reports = list(post.reports.filter(closed_at=None).select_for_update())
    for report in reports:
        changes.make(report, closed_at=now)
    return len(reports)


def _begin(post: Post, moderator: User) -> Post:
    acting.require(moderator)
    return locking.post(post.pk)
