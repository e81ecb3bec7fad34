"""What a donor sees of their giving."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from donations import live
from donations.models import CARD, Checkout, Donor, Payment, Subscription

SHOWN = 24  # payments; those before are in the statements of their years
DIGITS = 19  # of a number that is too great for the database
State = Subscription.State


@dataclass(frozen=True)
class Monthly:
    """A monthly donation beside what Stripe told of it just now; `details` is None when it didn't."""

    row: Subscription
    details: live.Details | None

    @property
    def has_failed(self) -> bool:
        return self.row.is_due and not self.row.is_stopping


@dataclass(frozen=True)
class Overview:
    running: Sequence[Monthly]
    ended: Sequence[Subscription]
    payments: Sequence[Payment]
    has_more: bool
    years: Sequence[int]

    @property
    def lacks_details(self) -> bool:
        return any(each.details is None for each in self.running)


def of(donor: Donor) -> Overview:
    """Five queries, and the calls of `live.details`."""
    rows = list(Subscription.objects.of(donor))
    running = sorted((row for row in rows if not row.is_over), key=_urgency)
    told = live.details(running)
    theirs = Payment.objects.of(donor)
    payments = theirs.with_returned().newest_first().prefetch_related("refunds", "disputes")
    newest = list(payments[: SHOWN + 1])
    return Overview(
        running=[Monthly(row, told.get(row.pk)) for row in running],
        ended=[row for row in rows if row.is_over],
        payments=newest[:SHOWN],
        has_more=len(newest) > SHOWN,
        years=[day.year for day in theirs.dates("paid_on", "year", order="DESC")],
    )


def _urgency(row: Subscription) -> int:
    """What wants something of the donor comes first, what is charged next, what rests last."""
    order = (row.is_due, row.state == State.ACTIVE and not row.is_stopping, True)
    return order.index(True)


CONFIRMED: dict[str, Callable[[Subscription], bool]] = {
    "stop": lambda row: row.state in (State.ENDING, State.ENDED),
    "resume": lambda row: row.state == State.ACTIVE and not row.is_stopping,
    "pause": lambda row: row.state == State.PAUSED,
    "amount": lambda row: row.state in (State.ACTIVE, State.PAUSED) and not row.is_stopping,
}


def done(donor: Donor, deed: str, pk: str) -> tuple[str, Subscription] | None:
    """The deed and its donation, if the rows say that it was done: an address says nothing by itself.

    Two queries at most.
    """
    is_number = pk.isdecimal() and len(pk) < DIGITS
    row = Subscription.objects.of(donor).filter(pk=pk).first() if is_number else None
    if row is None:
        return None
    if deed == "card":
        return _card(row)
    is_true = CONFIRMED.get(deed)
    return (deed, row) if is_true and is_true(row) else None


def _card(row: Subscription) -> tuple[str, Subscription] | None:
    """Of the latest visit to Stripe's page to leave one: in place, not, or not heard of yet."""
    latest = Checkout.objects.filter(kind=CARD, subscription=row).order_by("-pk").first()
    said = {
        Checkout.State.COMPLETE: "card",
        Checkout.State.FAILED: "card-failed",
        Checkout.State.OPEN: "card-waiting",
        Checkout.State.PROCESSING: "card-waiting",
    }
    deed = said.get(Checkout.State(latest.state)) if latest else None
    return (deed, row) if deed else None
