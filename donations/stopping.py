"""Stopping a monthly donation: the wish is written first, then Stripe is asked until it confirms."""

from contextlib import suppress

from django.db import transaction
from procrastinate.contrib.django import app

from donations import attempts, gateway, remote, sync
from donations.models import Subscription

State, End = Subscription.State, Subscription.End
PATIENCE = 60  # seconds after which the job looks whether the stop was carried out meanwhile


def stop(subscription: Subscription, by: str) -> Subscription:
    """No further charge from now on. The row as Stripe confirmed it; safe to call twice.

    What is paid for goes on until its period ends, and can be resumed until then. Raises Unavailable
    when Stripe doesn't answer: the wish is kept and a job goes on asking, so nobody has to come back.
    """
    if subscription.is_over:
        return subscription
    with transaction.atomic():
        row = Subscription.objects.filter(pk=subscription.pk)
        row.exclude(stop_asked_by=End.DISPUTE).update(stop_asked_by=by)  # which wants more
        job = app.configure_task("donations.finish_stopping", schedule_in={"seconds": PATIENCE})
        job.defer(subscription_id=subscription.pk)
    return carry_out(subscription)


def ask_again() -> None:
    """Promise anew every stop that Stripe has not confirmed: a job tries for a day, a wish lasts."""
    wished = Subscription.objects.exclude(stop_asked_by="").exclude(stripe_id=None)
    for row in wished.exclude(state=State.ENDED):
        app.configure_task("donations.finish_stopping").defer(subscription_id=row.pk)


def carry_out(subscription: Subscription) -> Subscription:
    """Have Stripe do what was asked for; the row as Stripe has it then. Raises Unavailable.

    Each try has a key of its own, since Stripe would answer an old one with the failure it remembers.
    An unpaid invoice would still be charged at the end of its hour as a draft, or by a later try: then
    nothing was paid for this period, so there is nothing to wait for, and it ends at once.
    """
    row = Subscription.objects.get(pk=subscription.pk)
    is_disputed = row.stop_asked_by == End.DISPUTE  # then it ends at once, also when it is ending
    if not row.stop_asked_by or not row.stripe_id or not (row.can_stop or is_disputed):
        return row
    try:
        if (
            _has_silenced(row.stripe_id)
            or is_disputed
            or row.state in (State.PAST_DUE, State.UNPAID)
        ):
            gateway.cancel(row.stripe_id, why=row.stop_asked_by)
        else:
            key = attempts.next_key(row, "stop")
            gateway.set_ending(row.stripe_id, is_ending=True, key=key, why=row.stop_asked_by)
            if _has_silenced(row.stripe_id):  # it was renewed between our look and our word
                gateway.cancel(row.stripe_id, why=row.stop_asked_by)
    except (remote.Missing, remote.Refused):  # it was over already: what is true is fetched below
        pass
    return sync.subscription(row.stripe_id)


def _has_silenced(stripe_id: str) -> bool:
    """Whether there was an unpaid invoice; none is charged any more. Two calls, one for each."""
    unpaid = gateway.unpaid_invoices(stripe_id)
    for each in unpaid:
        with suppress(remote.Missing, remote.Refused):  # paid or void since it was listed
            gateway.silence(each)
    return bool(unpaid)
