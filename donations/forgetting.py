"""Forgetting a donor: what leads to the person is deleted here, and at Stripe what may be.

What counts stays, and leads to nobody: payments, refunds and disputes keep a keyed hash of Stripe's id,
monthly donations lose id, customer and donor. Stripe keeps what was paid, since the law has it so.
"""

import logging

from django.db import transaction
from django.db.models import Q, QuerySet
from procrastinate.contrib.django import app

from core import mail
from donations import gateway, letters, remote, sync
from donations.models import Difference, Donor, Event, Subscription, today

logger = logging.getLogger(__name__)
PATIENCE = 60  # seconds after which the job looks whether it was carried out meanwhile


def forget(donor: Donor) -> None:
    """Stop everything, then forget. Raises Unavailable: then a job goes on until it is done.

    Every private link ends at once.
    """
    with transaction.atomic():
        Donor.objects.filter(pk=donor.pk).update(forget_asked_on=today())
        job = app.configure_task("donations.finish_forgetting", schedule_in={"seconds": PATIENCE})
        job.defer(donor_id=donor.pk)
    carry_out(donor.pk)


def ask_again() -> None:
    """Promise anew whatever was not carried out: a job tries for a day, a wish lasts."""
    for donor in Donor.objects.exclude(forget_asked_on=None):
        app.configure_task("donations.finish_forgetting").defer(donor_id=donor.pk)


def carry_out(donor_id: int) -> None:
    """End what runs at Stripe, delete the customers there and the rows here. Raises Unavailable.

    Whatever it dies after, the next run goes on: our rows go last, for they name what is to be done.
    """
    donor = Donor.objects.filter(pk=donor_id).exclude(forget_asked_on=None).first()
    if donor is None:
        return
    address = _last_address(donor)
    for each in _running(donor):
        _end(each)
    customers = set(donor.customers.values_list("stripe_id", flat=True))
    for customer in customers:
        gateway.forget(customer)
    if _delete(donor, customers) and address:
        _say_goodbye(address, donor.language)


def _last_address(donor: Donor) -> str:
    """Empty also when Stripe knows nothing any more of what was given: it is forgotten there already."""
    try:
        return letters.address_of(donor)
    except (remote.Missing, remote.Refused):
        return ""


def _running(donor: Donor) -> QuerySet[Subscription]:
    """Also those an earlier run took the donor from and could not end."""
    theirs = Q(donor=donor) | Q(customer__donor=donor)
    return Subscription.objects.filter(theirs).exclude(state=Subscription.State.ENDED)


def _end(subscription: Subscription) -> None:
    """At once: there is nobody left to resume it."""
    assert subscription.stripe_id
    Subscription.objects.filter(pk=subscription.pk).update(stop_asked_by=Subscription.End.DONOR)
    for unpaid in gateway.unpaid_invoices(subscription.stripe_id):
        try:
            gateway.silence(unpaid)
        except (remote.Missing, remote.Refused):
            continue
    try:
        gateway.cancel(subscription.stripe_id, why=Subscription.End.DONOR)
    except (remote.Missing, remote.Refused):
        logger.info("A donation to be forgotten was over already")
    Subscription.objects.filter(pk=subscription.pk).update(donor=None)  # no letter but the last one
    if _runs(subscription.stripe_id):
        raise remote.Unavailable("a donation to be forgotten did not end")


def _runs(stripe_id: str) -> bool:
    """What Stripe doesn't know charges nobody; the row says so, too."""
    try:
        return not sync.subscription(stripe_id).is_over
    except remote.Missing:
        unknown = Subscription.objects.known_as(stripe_id)
        unknown.update(
            state=Subscription.State.ENDED, ended_on=today(), end_reason=Subscription.End.STRIPE
        )
        return False


@transaction.atomic
def _delete(donor: Donor, forgotten: set[str]) -> bool:
    """False when another run was quicker. Raises Unavailable for what was given since, to begin anew."""
    if not Donor.objects.select_for_update().filter(pk=donor.pk).exists():
        return False
    customers = set(donor.customers.values_list("stripe_id", flat=True))
    if customers != forgotten or _running(donor).exists():
        raise remote.Unavailable("something was given meanwhile")
    known = {
        *customers,
        *donor.checkouts.values_list("stripe_id", flat=True),
        *donor.traces.values_list("payment_intent", flat=True),
        *donor.traces.values_list("invoice", flat=True),
        *Subscription.objects.filter(customer__donor=donor).values_list("stripe_id", flat=True),
    } - {None, ""}
    Event.objects.filter(object_id__in=known).delete()
    Difference.objects.filter(stripe_id__in=known).delete()
    Subscription.objects.filter(customer__donor=donor).update(
        donor=None, customer=None, stripe_id=None, told_failure=""
    )
    donor.delete()
    return True


def _say_goodbye(address: str, language: str) -> None:
    """At once and from here: a queued letter would keep the address. It is not tried twice."""
    try:
        mail.deliver(
            "donations/email/forgotten",
            to=address,
            language=language,
            context={},
            message_id=mail.message_id(),
        )
    except (mail.Undelivered, mail.Refused) as error:
        logger.error("The last letter to a donor did not leave: %s", error)
