"""Undoing a moderator's deed from what its row of the log remembers."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from forum import counting, locking
from forum.models import Action, Post, Suspension, Topic, Verb
from forum.moderation import acting, claiming, joining, notifying
from forum.refusals import NotUndoable

UNDOABLE = frozenset({
    Verb.LOCK, Verb.UNLOCK, Verb.PIN, Verb.UNPIN, Verb.HIDE, Verb.RESTORE, Verb.MOVE, Verb.SPLIT,
    Verb.MERGE, Verb.RETITLE, Verb.SUSPEND, Verb.UNSUSPEND, Verb.KEEP, Verb.CLAIM,
})  # fmt: skip
OPPOSITE = {
    Verb.HIDE: Verb.RESTORE,
    Verb.RESTORE: Verb.HIDE,
    Verb.LOCK: Verb.UNLOCK,
    Verb.UNLOCK: Verb.LOCK,
    Verb.SUSPEND: Verb.UNSUSPEND,
    Verb.UNSUSPEND: Verb.SUSPEND,
}  # what those concerned are told


def may_undo(action: Action) -> bool:
    """Whether it is of that kind and hasn't been undone; not whether it still can be."""
    return action.undone_at is None and action.verb in UNDOABLE and bool(action.before)


@transaction.atomic
def undo(action: Action, moderator: User) -> Action | None:
    """Everything it changed is as before; twice is once. Returns the row of the log that says so.

    Raises NotAllowed, and NotUndoable where what it changed has been changed again.
    """
    acting.require(moderator)
    action = Action.objects.select_for_update().get(pk=action.pk)
    if action.undone_at:
        return None
    if not may_undo(action):
        raise NotUndoable
    before = action.before
    locking.topics(*_concerned(before))
    _refuse_scattered(before)
    acting.put_back(before.get("rows", {}))
    match action.verb:
        case Verb.MERGE:
            joining.undo_merge(before["merge"])
            joining.unfollow(action)
        case Verb.SPLIT:
            joining.undo_split(before["split"])
        case Verb.CLAIM:
            claiming.undo_claim(action)
        case Verb.SUSPEND:
            _lift(before["suspension"])
        case Verb.HIDE | Verb.RESTORE | Verb.KEEP | Verb.RETITLE:
            for topic in locking.topics(*_concerned(before)):
                counting.recount(topic)
    action.undone_at = timezone.now()
    action.save(update_fields=["undone_at"])
    _tell(action)
    return acting.log(
        Verb.UNDO, moderator, topic=action.topic, post=action.post, member=action.member,
        before={"action": action.pk},
    )  # fmt: skip


def _concerned(before: dict[str, Any]) -> set[int]:
    """Topics whose rows the deed touched, or whose posts' rows."""
    rows = before.get("rows", {})
    concerned = set(map(int, rows.get("topic", {})))
    posts = Post.objects.filter(pk__in=rows.get("post", {}))
    concerned |= set(posts.values_list("topic_id", flat=True))
    for joined in ("merge", "split"):
        if joined in before:
            concerned |= set(_pair_of_pks(before[joined]))
    return concerned


def _refuse_scattered(before: dict[str, Any]) -> None:
    """Raises NotUndoable where posts that were brought together have been taken apart since."""
    joined = before.get("merge") or before.get("split")
    if not joined:
        return
    _from, there = _pair_of_pks(joined)
    away = Post.objects.filter(pk__in=joined["posts"]).exclude(topic=there)
    is_merged = Topic.objects.filter(pk__in=_pair_of_pks(joined)).exclude(merged_into=None)
    if "split" in before and is_merged.exists():
        raise NotUndoable
    if away.exists():
        raise NotUndoable


def _pair_of_pks(joined: dict[str, Any]) -> tuple[int, int]:
    """Where the posts came from, and where they are."""
    return joined["source"], joined.get("target") or joined["topic"]


def _lift(pk: int) -> None:
    suspension = Suspension.objects.select_for_update().filter(pk=pk).first()
    if suspension is None or suspension.lifted_at:
        raise NotUndoable
    suspension.lifted_at = timezone.now()
    suspension.save(update_fields=["lifted_at"])


def _tell(action: Action) -> None:
    """Who was told of the deed hears of its opposite, where it has one."""
    opposite = OPPOSITE.get(Verb(action.verb))
    if opposite is None:
        return
    said = Action(verb=opposite, actor=action.actor, post=action.post)
    if action.member:
        notifying.tell_member(said, action.member)
    elif action.post:
        notifying.tell_authors(said, [action.post])
    elif action.topic and action.topic.opening:
        notifying.tell_authors(said, [action.topic.opening])
