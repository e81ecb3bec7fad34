"""What Stripe alone knows of monthly donations and their donor wants to see; asked for, never stored."""

import datetime
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from django.core.cache import cache

from donations import gateway, remote
from donations.models import Subscription, today

PATIENCE = 4  # seconds the page waits for Stripe, however many donations there are
REST = (
    20  # seconds in which a Stripe that was too slow is not asked again: pages do without, at once
)
SLOW = "donations:stripe-is-slow"
# As many threads as may hang on a Stripe that doesn't answer
POOL = ThreadPoolExecutor(max_workers=8, thread_name_prefix="stripe")


@dataclass(frozen=True)
class Details:
    card: remote.Card | None = field(default=None, repr=False)
    tries_on: datetime.date | None = None  # when Stripe tries a failed charge again
    page: str = ""  # Stripe's own, where what is due can be paid, or confirmed for the bank

    @property
    def is_expired(self) -> bool:
        """Whether the card's last month is over."""
        now = (today().year, today().month)
        return self.card is not None and (self.card.year, self.card.month) < now


def details(rows: Iterable[Subscription]) -> dict[int, Details]:
    """By row, of those that are not over; without those Stripe told nothing of within PATIENCE.

    All are asked at once: a call each, and another for a charge that failed. One cache operation.
    """
    if cache.get(SLOW):
        return {}
    asked: dict[Future[Details], int] = {
        POOL.submit(_ask, row.stripe_id, row.is_due): row.pk
        for row in rows
        if row.stripe_id and not row.is_over
    }
    done, late = wait(asked, timeout=PATIENCE)
    if late:
        cache.set(SLOW, True, REST)
    for each in late:
        each.cancel()
    return {asked[each]: found for each in done if (found := _told(each))}


def due(stripe_id: str) -> Details:
    """What is due of a donation. One call. Raises GatewayError."""
    unpaid = [each for each in gateway.unpaid_invoices(stripe_id) if each.status == "open"]
    if not unpaid:
        return Details()
    moment = unpaid[0].next_attempt
    return Details(tries_on=remote.day(moment) if moment else None, page=unpaid[0].page)


def _ask(stripe_id: str, has_failed: bool) -> Details:
    known = due(stripe_id) if has_failed else Details()
    card = gateway.subscription(stripe_id).card
    return Details(card, known.tries_on, known.page)


def _told(asked: Future[Details]) -> Details | None:
    try:
        return asked.result()
    except remote.GatewayError:
        return None
