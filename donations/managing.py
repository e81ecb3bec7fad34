"""What a donor may change of a monthly donation, beside stopping it: see stopping.py and cards.py.

Each asks Stripe, then fetches what Stripe has made of it; the letter that confirms it leaves with that.
All raise Unavailable when Stripe gives no answer to rely on, and NotNow when the state doesn't allow it.
"""

import datetime
from calendar import monthrange
from collections.abc import Callable

from donations import attempts, gateway, money, remote, sync
from donations.models import Subscription

MONTHS = (1, 2, 3)  # a pause may last


class NotNow(Exception):
    """The donation is in no state for that: over, ending, or with a payment that failed."""


def resume(subscription: Subscription) -> Subscription:
    """Go on with a donation that is ending or paused."""
    known = _known(subscription, lambda row: row.can_resume)
    key = attempts.next_key(known, "resume")
    assert known.stripe_id
    try:
        if known.state == Subscription.State.PAUSED:
            gateway.unpause(known.stripe_id, key=key)
        else:
            gateway.set_ending(known.stripe_id, is_ending=False, key=key)
    except (remote.Missing, remote.Refused) as error:  # it ended meanwhile
        return _after(known, error)
    return sync.subscription(known.stripe_id)


def pause(subscription: Subscription, months: int) -> Subscription:
    """No charge for so many months; then Stripe goes on by itself.

    A pause keeps off invoices that come: one that lies as a draft for its hour is let go of, too.
    """
    known = _known(subscription, lambda row: row.can_pause)
    if months not in MONTHS:
        raise NotNow
    assert known.stripe_id
    until = _later(gateway.subscription(known.stripe_id).period_end, months)
    try:
        gateway.pause(known.stripe_id, until=until, key=attempts.next_key(known, "pause"))
        for each in gateway.unpaid_invoices(known.stripe_id):
            if each.status == "draft":
                gateway.silence(each)
    except (remote.Missing, remote.Refused) as error:
        return _after(known, error)
    return sync.subscription(known.stripe_id)


def _later(moment: int, months: int) -> int:
    """The charge that is to be the first again: `months` charges are left out."""
    start = datetime.datetime.fromtimestamp(moment, datetime.UTC)
    then = months_after(start.date(), months)
    return int(start.replace(year=then.year, month=then.month, day=then.day).timestamp())


def months_after(date: datetime.date, months: int) -> datetime.date:
    """The same day of a later month, or its last one where there is no such day."""
    index = date.month - 1 + months
    year, month = date.year + index // 12, index % 12 + 1
    return date.replace(year=year, month=month, day=min(date.day, monthrange(year, month)[1]))


def first_charges(subscription: Subscription) -> list[tuple[int, datetime.date]]:
    """By how many months' pause the next charge would be which."""
    start = subscription.period_ends_on
    return [(months, months_after(start, months)) for months in MONTHS] if start else []


def change_amount(subscription: Subscription, amount: int) -> Subscription:
    """From the next charge on. Raises money.Unreadable out of bounds. Two calls of Stripe's."""
    known = _known(subscription, lambda row: row.can_change_amount)
    money.within_bounds(amount, known.currency)
    assert known.stripe_id
    present = gateway.subscription(known.stripe_id)
    try:
        gateway.set_amount(present, amount, key=attempts.next_key(known, "amount"))
    except (remote.Missing, remote.Refused) as error:
        return _after(known, error)
    return sync.subscription(known.stripe_id)


def _known(subscription: Subscription, may: Callable[[Subscription], bool]) -> Subscription:
    """The row as it is now, if it allows what is wanted. Raises NotNow."""
    row = Subscription.objects.get(pk=subscription.pk)
    if not row.stripe_id or not may(row):
        raise NotNow
    return row


def _after(known: Subscription, error: remote.GatewayError) -> Subscription:
    """Stripe refused: something happened that we had not heard of. Hear of it, and say no."""
    assert known.stripe_id
    sync.subscription(known.stripe_id)
    raise NotNow from error
