"""Whether a member may write, here and now: section, topic, suspension, pace."""

from __future__ import annotations

import datetime
import math

from django.utils import timezone

from accounts.models import User
from core import ratelimit
from forum.models import Post, Section, Suspension, Topic
from forum.refusals import Locked, NotAllowed, Suspended, TooFast
from forum.standing import Standing

# Posts a member may write in so many minutes, by standing; the team writes as it likes.
PACE = {
    Standing.NEW: ((3, 10), (12, 24 * 60)),
    Standing.MEMBER: ((8, 10), (80, 24 * 60)),
    Standing.TRUSTED: ((15, 10), (200, 24 * 60)),
}
CHANGES = ((30, 10), (100, 24 * 60))  # of one's own posts, in so many minutes
ANONYMOUS_A_DAY = 30  # by one member: their rows don't name them, so the cache counts


def may_start(section: Section, standing: Standing) -> bool:
    return standing >= section.starters and standing > Standing.STRANGER


def may_reply(topic: Topic, standing: Standing) -> bool:
    """The team also where a topic is locked."""
    if standing == Standing.TEAM:
        return topic.merged_into_id is None
    return standing >= topic.section.repliers and topic.locked_at is None and topic.is_listed


def admit_topic(author: User, section: Section, standing: Standing) -> None:
    """Raises NotAllowed, Suspended or TooFast. Three queries at most."""
    if not may_start(section, standing):
        raise NotAllowed
    admit(author, standing)


def admit_reply(author: User, topic: Topic, standing: Standing) -> None:
    """Raises Locked, NotAllowed, Suspended or TooFast. Three queries at most."""
    if not may_reply(topic, standing):
        raise Locked if topic.locked_at else NotAllowed
    admit(author, standing)


def admit(author: User, standing: Standing) -> None:
    refuse_suspended(author)
    keep_pace(author, standing)


def refuse_suspended(author: User) -> None:
    """Raises Suspended. One query."""
    suspension = Suspension.objects.of(author).in_force().order_by("-ends_at").first()
    if suspension:
        raise Suspended(suspension.reason, suspension.ends_at)


def keep_pace(author: User, standing: Standing) -> None:
    """Raises TooFast. One query, over the member's own recent posts."""
    rates = PACE.get(standing, ())
    if not rates:
        return
    now = timezone.now()
    longest = max(minutes for _limit, minutes in rates)
    recent = Post.objects.filter(
        author=author, created_at__gt=now - datetime.timedelta(minutes=longest)
    ).order_by("-created_at")
    moments = list(recent.values_list("created_at", flat=True)[: max(rates)[0]])
    for limit, minutes in rates:
        if len(moments) >= limit:
            free_at = moments[limit - 1] + datetime.timedelta(minutes=minutes)
            if free_at > now:
                raise TooFast(math.ceil((free_at - now).total_seconds() / 60))


def keep_anonymous_pace(author: User, standing: Standing) -> None:
    """Raises TooFast. What is written without a name is counted in the cache, by a hash of the day."""
    if standing == Standing.TEAM:
        return
    (limit, minutes), *_longer = PACE.get(standing, PACE[Standing.NEW])
    source = str(author.pk)
    if not ratelimit.allow("forum.anonymous", source, limit=limit, seconds=minutes * 60):
        raise TooFast(minutes)
    if not ratelimit.allow("forum.anonymous", source, limit=ANONYMOUS_A_DAY, seconds=24 * 3600):
        raise TooFast(24 * 60)


def keep_changing_pace(author: User) -> None:
    """Raises TooFast. Every late change keeps a version; they are counted in the cache."""
    for limit, minutes in CHANGES:
        if not ratelimit.allow("forum.change", str(author.pk), limit=limit, seconds=minutes * 60):
            raise TooFast(minutes)
