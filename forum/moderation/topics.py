"""Deeds on a whole topic: close it, put it on top, hide it, move it, name it anew.

Each returns its row of the log, or None where things were so already; raises NotAllowed for others than
moderators. About eight queries.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import personal
from forum import counting, locking
from forum.models import Action, Section, Topic, Verb
from forum.models.topics import LONGEST_TITLE
from forum.moderation import acting, notifying
from forum.refusals import Impossible

FOR_GOOD = datetime.datetime(3000, 1, 1, tzinfo=datetime.UTC)  # when a pin without a date ends
UNTOLD = frozenset({Verb.PIN, Verb.UNPIN})  # of no concern to the author


@transaction.atomic
def lock(topic: Topic, moderator: User, note: str = "") -> Action | None:
    topic = _begin(topic, moderator)
    if topic.locked_at:
        return None
    return _done(Verb.LOCK, topic, moderator, note, locked_at=timezone.now())


@transaction.atomic
def unlock(topic: Topic, moderator: User, note: str = "") -> Action | None:
    topic = _begin(topic, moderator)
    if topic.locked_at is None:
        return None
    return _done(Verb.UNLOCK, topic, moderator, note, locked_at=None)


@transaction.atomic
def pin(
    topic: Topic, moderator: User, until: datetime.datetime | None = None, note: str = ""
) -> Action | None:
    """Without a day, until somebody unpins it."""
    topic = _begin(topic, moderator)
    until = until or FOR_GOOD
    if topic.pinned_until == until:
        return None
    return _done(Verb.PIN, topic, moderator, note, pinned_until=until)


@transaction.atomic
def unpin(topic: Topic, moderator: User, note: str = "") -> Action | None:
    topic = _begin(topic, moderator)
    if topic.pinned_until is None:
        return None
    return _done(Verb.UNPIN, topic, moderator, note, pinned_until=None)


@transaction.atomic
def hide(topic: Topic, moderator: User, note: str = "") -> Action | None:
    topic = _begin(topic, moderator)
    if topic.hidden_at:
        return None
    return _done(Verb.HIDE, topic, moderator, note, hidden_at=timezone.now())


@transaction.atomic
def restore(topic: Topic, moderator: User, note: str = "") -> Action | None:
    topic = _begin(topic, moderator)
    if topic.hidden_at is None:
        return None
    return _done(Verb.RESTORE, topic, moderator, note, hidden_at=None)


@transaction.atomic
def move(topic: Topic, section: Section, moderator: User, note: str = "") -> Action | None:
    """To another section. Addresses go by the topic's number, so the old ones lead on."""
    topic = _begin(topic, moderator)
    if topic.section_id == section.pk:
        return None
    return _done(Verb.MOVE, topic, moderator, note, section=section)


@transaction.atomic
def retitle(topic: Topic, title: str, moderator: User, note: str = "") -> Action | None:
    """Raises Impossible for a title of no or too many letters."""
    topic = _begin(topic, moderator)
    title = clean_title(title)
    if topic.title == title:
        return None
    action = _done(Verb.RETITLE, topic, moderator, note, title=title)
    counting.entitle(topic)
    return action


def clean_title(title: str) -> str:
    title = personal.mask(" ".join(title.split()))
    if not 0 < len(title) <= LONGEST_TITLE:
        raise Impossible(
            _("A topic needs a title of at most %(n)d letters.") % {"n": LONGEST_TITLE}
        )
    return title


def _begin(topic: Topic, moderator: User) -> Topic:
    acting.require(moderator)
    return locking.topic(topic.pk)


def _done(verb: Verb, topic: Topic, moderator: User, note: str, **values: Any) -> Action:
    changes = acting.Changes()
    changes.make(topic, **values)
    action = acting.log(verb, moderator, topic=topic, note=note, before={"rows": changes.rows})
    if verb not in UNTOLD and topic.opening:
        notifying.tell_authors(action, [topic.opening])
    return action
