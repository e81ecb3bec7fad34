"""A new DONOR_KEY: donors' keyed hashes are made anew from the addresses Stripe has.

The hash can't be turned back, so each address is asked for, used and dropped. While it runs, and until
the old key is taken from DONOR_KEY_FALLBACKS, donors are known by either.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from donations import gateway, hashing, letters, remote
from donations.models import Checkout, Customer, Donor, PaymentTrace, Subscription

BATCH = 100
Lookup = Callable[[Donor], str]


@dataclass
class Report:
    """How many donors; `last` is the row that was looked at last, from which one can go on."""

    last: int = 0
    moved: int = 0
    kept: int = 0  # made with the present key already
    merged: int = 0  # had the address of another row, and are one with it now
    unreachable: int = 0  # Stripe has no address by which we know them

    @property
    def total(self) -> int:
        return self.moved + self.kept + self.merged + self.unreachable


def rotate(report: Report, look_up: Lookup = letters.address_of) -> None:
    """Look at every donor after `report.last`, and count into the report what came of it.

    Safe to repeat, and to end at any donor. Some calls of Stripe's for each. Raises Unavailable.
    """
    donors = Donor.objects.exclude(email_hash=None).filter(forget_asked_on=None).order_by("pk")
    while batch := list(donors.filter(pk__gt=report.last)[:BATCH]):
        for donor in batch:
            _rotate(donor, look_up, report)
            report.last = donor.pk


def present_address(donor: Donor) -> str:
    """What Stripe has now, whether we knew them by it or not: for when the old key is lost."""
    for customer in donor.customers.order_by("-pk"):
        if found := gateway.address_of(customer.stripe_id):
            return found
    trace = donor.traces.exclude(payment_intent="").order_by("-pk").first()
    return gateway.payment(trace.payment_intent).email if trace else ""


def _rotate(donor: Donor, look_up: Lookup, report: Report) -> None:
    try:
        address = look_up(donor)
    except (remote.Missing, remote.Refused):
        address = ""
    if not address:
        report.unreachable += 1
    elif (new := hashing.email_hash(address)) == donor.email_hash:
        report.kept += 1
    else:
        _move(donor, new, report)


def _move(donor: Donor, new: str, report: Report) -> None:
    """To the new hash, or into the row that has it."""
    other = Donor.objects.filter(email_hash=new).first()
    if other is None:
        try:
            with transaction.atomic():
                Donor.objects.filter(pk=donor.pk).update(email_hash=new)
            report.moved += 1
            return
        except IntegrityError:  # they have just given once more, and got a row by the new key
            other = Donor.objects.get(email_hash=new)
    if other.forget_asked_on:  # a job is taking that row away: the next run finds the way free
        report.unreachable += 1
    elif merge(donor, other):
        report.merged += 1


@transaction.atomic
def merge(donor: Donor, into: Donor) -> bool:
    """One row of two; the language of the newer stays. False when either is gone meanwhile."""
    rows = list(Donor.objects.select_for_update().filter(pk__in=(donor.pk, into.pk)).order_by("pk"))
    if len(rows) < 2:
        return False
    for model in (PaymentTrace, Customer, Subscription, Checkout):
        model._default_manager.filter(donor=donor.pk).update(donor=into.pk)
    newest = max(rows, key=lambda row: (row.created_on, row.pk))
    since = min(row.created_on for row in rows)
    Donor.objects.filter(pk=into.pk).update(language=newest.language, created_on=since)
    Donor.objects.filter(pk=donor.pk).delete()
    return True
