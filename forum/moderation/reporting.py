"""Members' reports of posts. Enough of them by trusted members hide a post until somebody looked."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from forum import locking
from forum.models import Post, Report
from forum.moderation import notifying
from forum.moderation.posts import hidden
from forum.refusals import NotAllowed, TooFast
from forum.standing import Standing, standing_of

ENOUGH = 3  # open reports by different trusted members
MOST_A_DAY = 20  # by one member


@transaction.atomic
def report(post: Post, member: User, reason: str, note: str = "") -> Report:
    """Twice is once. Raises NotAllowed for one's own post or one that isn't there to be read, TooFast."""
    post = locking.post(post.pk)
    if post.is_by(member) or not Post.objects.visible_to(member).filter(pk=post.pk).exists():
        raise NotAllowed
    before = Report.objects.filter(post=post, reporter=member).first()
    if before:
        return before
    _keep_pace(member)
    made = Report.objects.create(post=post, reporter=member, reason=reason, note=note)
    if post.stands and _is_enough(post, member):
        notifying.tell_moderators(hidden(post, None, ""))
    return made


def _is_enough(post: Post, member: User) -> bool:
    """One query for most; some more for the third report."""
    if standing_of(member) < Standing.TRUSTED:
        return False
    reporters = User.objects.filter(forum_reports__post=post, forum_reports__closed_at=None)
    if reporters.count() < ENOUGH:
        return False
    return sum(standing_of(user) >= Standing.TRUSTED for user in reporters) >= ENOUGH


def _keep_pace(member: User) -> None:
    since = timezone.now() - datetime.timedelta(days=1)
    if Report.objects.filter(reporter=member, created_at__gt=since).count() >= MOST_A_DAY:
        raise TooFast(24 * 60)
