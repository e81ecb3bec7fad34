"""News by mail: a burst as one letter, digests in the morning; each notice in one letter at most.

Which notices go into a letter is decided, marked and promised in one transaction for each member,
whose row it locks: a worker may die anywhere, and several may work at once.
"""

from __future__ import annotations

import datetime
import logging
import zoneinfo

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import Case, Exists, F, Min, OuterRef, Q, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts import mailing
from accounts.mailing import Rhythm
from accounts.models import User
from core import mail
from forum import noticing, wording
from forum.models import Notice
from forum.models.notices import NoticeQuerySet
from forum.news import LETTER_OF, NEWS

logger = logging.getLogger(__name__)

PAUSE = datetime.timedelta(minutes=2)  # in which more may come, for the same letter
REST = datetime.timedelta(minutes=10)  # between two letters to one member
MORNING = datetime.time(7)  # when digests are made
MOST = 500  # letters at a stretch, some 5 s of a worker; then others' jobs have their turn
MONDAY = 0


def mail_at_once(now: datetime.datetime) -> bool:
    """Letters to those whose oldest news waited for `PAUSE`. Whether more are to be written.

    Some 10 ms for each.
    """
    _settle()
    recent = Notice.objects.filter(user=OuterRef("user"), mailed_at__gt=now - REST)
    fresh = _waiting(Rhythm.AT_ONCE).exclude(Exists(recent.filter(mailed_at__gt=F("created_at"))))
    return _write_to(fresh, Rhythm.AT_ONCE, now - PAUSE)


def mail_digests(now: datetime.datetime) -> bool:
    """Digests to those whose news are older than their last morning, in their own time zone.

    Whether more are to be written.
    """
    _settle()
    is_more = False
    waiting = _waiting(Rhythm.DAILY, Rhythm.WEEKLY)
    for name in waiting.values_list("user__time_zone", flat=True).distinct():
        for rhythm in (Rhythm.DAILY, Rhythm.WEEKLY):
            there = _waiting(rhythm).filter(user__time_zone=name)
            is_more |= _write_to(there, rhythm, last_morning(now, name, rhythm))
    return is_more


def last_morning(now: datetime.datetime, zone: str, rhythm: Rhythm) -> datetime.datetime:
    """The last seven o'clock there, of a Monday if weekly. An unknown zone is the site's."""
    try:
        local = now.astimezone(zoneinfo.ZoneInfo(zone or settings.TIME_ZONE))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        local = now.astimezone(zoneinfo.ZoneInfo(settings.TIME_ZONE))
    morning = datetime.datetime.combine(local.date(), MORNING, local.tzinfo)
    if morning > local:
        morning -= datetime.timedelta(days=1)
    if rhythm == Rhythm.WEEKLY:
        morning -= datetime.timedelta(days=(morning.weekday() - MONDAY) % 7)
    return morning


@transaction.atomic
def _settle() -> None:
    """No letter of what was read on the site, isn't wanted, or has no address to go to. One query."""
    confirmed = EmailAddress.objects.filter(user=OuterRef("user"), verified=True)
    unwanted = Notice.objects.unmailed().annotate(rhythm=_rhythm()).filter(
        Q(rhythm=Rhythm.NEVER)
        | Q(read_at__isnull=False)
        | Q(user__is_active=False)
        | ~Exists(confirmed)
    )  # fmt: skip
    free = unwanted.select_for_update(of=("self",), skip_locked=True)
    Notice.objects.filter(pk__in=free.values("pk")).update(mailed_at=F("created_at"))


def _waiting(*rhythms: Rhythm) -> NoticeQuerySet:
    unmailed = Notice.objects.unmailed().unread().exclude(user=None)
    return unmailed.annotate(rhythm=_rhythm()).filter(rhythm__in=rhythms)


def _rhythm() -> Case:
    """What `mailing.rhythm_of` says, in the database."""
    return Case(
        *(
            When(
                kind__in=[each for each, letter in LETTER_OF.items() if letter == key],
                then=Case(
                    When(user__mail_off__contains=[key], then=Value(Rhythm.NEVER, TextField())),
                    default=Coalesce(
                        KeyTextTransform(key, "user__mail_rhythms"), Value(kind.rhythm, TextField())
                    ),
                ),
            )
            for key, kind in NEWS.items()
        ),
        output_field=TextField(),
    )


def _write_to(waiting: NoticeQuerySet, rhythm: Rhythm, deadline: datetime.datetime) -> bool:
    """To those whose oldest notice is older than the deadline, who waited longest first.

    Whether there may be more; no, where none could be written.
    """
    oldest = waiting.values("user").annotate(oldest=Min("created_at"))
    due = oldest.filter(oldest__lte=deadline).order_by("oldest").values_list("user", flat=True)
    users, written = list(due[:MOST]), 0
    for user_id in users:
        try:
            _write(user_id, waiting, rhythm, deadline)
            written += 1
        except Exception as error:  # one that fails must not keep the others
            logger.error("News could not be mailed: %s", type(error).__name__)
    return len(users) == MOST and written > 0


@transaction.atomic
def _write(
    user_id: int, waiting: NoticeQuerySet, rhythm: Rhythm, deadline: datetime.datetime
) -> None:
    """One letter, of all that waits; none, when another worker has just seen to it."""
    free = User.objects.select_for_update(skip_locked=True, no_key=True)
    user = free.filter(pk=user_id).first()
    if user is None:
        return
    rows = dict(waiting.filter(user=user).values_list("pk", "created_at"))
    if not rows or min(rows.values()) > deadline:
        return
    wanted = Notice.objects.visible_to(user).filter(pk__in=rows)
    notices = noticing.shown_to(user, noticing.for_lists(wanted).latest_first())
    address = mailing.address_of(user)
    is_sent = bool(notices and address)
    decided = Notice.objects.filter(pk__in=rows)
    decided.update(mailed_at=timezone.now() if is_sent else F("created_at"))
    if notices and address:
        context, manner = wording.letter(user, notices, rhythm)
        mail.send(
            wording.TEMPLATE, to=address, language=user.language, context=context, manner=manner
        )
