"""Two years of giving for the treasurer's pages to show, by nobody: no donor, no trace, nothing at Stripe.

The same for everybody who looks on the same day. The numbers are made up; what they tell is not unlike a
small association's accounts: more come than go, most who leave do so early, December is generous.
"""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass, field
from operator import attrgetter

from django.conf import settings
from django.db import transaction

from donations import hashing, money, treasury
from donations.models import (
    MONTHLY,
    ONCE,
    Campaign,
    Dispute,
    Payment,
    Refund,
    Subscription,
    today,
)

SEED = 1
CURRENCIES = (["eur", "usd", "pln"], [70, 18, 12])  # and how often each
AMOUNTS = [40, 35, 20, 5]  # how often each of the suggested ones
REASONS = (["donor", "payment", "dispute", "stripe"], [66, 28, 3, 3])
LEAVING = (0.11, 0.06, 0.045, 0.03)  # in the first months, and each later one
States = Subscription.State
GOING_ON = (
    [States.ACTIVE, States.PAST_DUE, States.PAUSED, States.ENDING],
    [92, 3, 3, 2],
)


@dataclass
class Book:
    """What is to be written, and the chance by which it is made up."""

    chance: random.Random
    day: datetime.date
    campaign: Campaign | None
    subscriptions: list[Subscription] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)

    def reference(self) -> str:
        """Of an object that no Stripe has."""
        count = len(self.subscriptions) + len(self.payments)
        return hashing.reference(f"demo {count} {self.chance.getrandbits(64)}")

    def gift(self) -> dict[str, object]:
        currency = self.chance.choices(*CURRENCIES)[0]
        suggested = money.CURRENCIES[currency].suggested
        return {"currency": currency, "amount": self.chance.choices(suggested, AMOUNTS)[0]}


@transaction.atomic
def write_demo() -> int:
    """How many payments were added. None where there is any, or where real ones are to come.

    Nothing takes a payment out of the table again.
    """
    if settings.STRIPE_SECRET_KEY or Payment.objects.exists():
        return 0
    day = today()
    running = Campaign.objects.filter(starts_on__lte=day).first()
    book = Book(random.Random(SEED), day, running)  # noqa: S311  guards nothing
    for place, month in enumerate(treasury.months(day)):
        for _each in range(book.chance.randint(4, 7) + place // 3):
            _give_monthly(book, month)
        generous = 14 if month.month == 12 else 0
        for _each in range(book.chance.randint(6, 12) + place // 4 + generous):
            _give_once(book, month)
    Subscription.objects.bulk_create(book.subscriptions)
    book.payments.sort(key=attrgetter("paid_on"))
    Payment.objects.bulk_create(book.payments)
    _take_back(book)
    return len(book.payments)


def _some_day(book: Book, month: datetime.date) -> datetime.date | None:
    """None when it is still to come."""
    day = month.replace(day=book.chance.randint(1, 28))
    return day if day <= book.day else None


def _give_once(book: Book, month: datetime.date) -> None:
    if day := _some_day(book, month):
        _pay(book, ONCE, day, book.gift())


def _give_monthly(book: Book, month: datetime.date) -> None:
    """From its first day on, for as long as chance has it."""
    if not (day := _some_day(book, month)):
        return
    row = Subscription(reference=book.reference(), started_on=day, stripe_status="", **book.gift())
    charges, ended = 1, None
    charged = day
    while True:
        _pay(book, MONTHLY, charged, {"amount": row.amount, "currency": row.currency}, row)
        following = _month_later(charged)
        if book.chance.random() < LEAVING[min(charges, len(LEAVING)) - 1]:
            ended = following
        if ended or following > book.day:
            break
        charges, charged = charges + 1, following
    _end(book, row, following, is_over=ended is not None and ended <= book.day)
    book.subscriptions.append(row)


def _end(book: Book, row: Subscription, following: datetime.date, *, is_over: bool) -> None:
    if is_over:
        row.state, row.ended_on = States.ENDED, following
        row.end_reason = book.chance.choices(*REASONS)[0]
    else:
        row.state, row.period_ends_on = book.chance.choices(*GOING_ON)[0], following
        if row.state == States.PAUSED:
            row.paused_until = _month_later(following)


def _pay(
    book: Book,
    kind: str,
    day: datetime.date,
    gift: dict[str, object],
    subscription: Subscription | None = None,
) -> None:
    is_for_it = book.campaign and day >= book.campaign.starts_on and book.chance.random() < 0.6
    payment = Payment(
        reference=book.reference(), kind=kind, paid_on=day, subscription=subscription,
        campaign=book.campaign if is_for_it else None, **gift,
    )  # fmt: skip
    book.payments.append(payment)


def _month_later(day: datetime.date) -> datetime.date:
    """No day here is after the 28th."""
    return day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1)


def _take_back(book: Book) -> None:
    """One in a hundred is refunded, one in three hundred disputed; the last dispute is open."""
    refunds, disputes = [], []
    for payment in book.payments:
        drawn, shared = book.chance.random(), {"payment": payment, "currency": payment.currency}
        later = min(payment.paid_on + datetime.timedelta(days=book.chance.randint(1, 20)), book.day)
        if drawn < 0.01:
            part = payment.amount if drawn < 0.007 else payment.amount // 2
            refunds.append(
                Refund(reference=book.reference(), amount=part, made_on=later,
                       state=Refund.State.SUCCEEDED, **shared)
            )  # fmt: skip
        elif drawn < 0.0133:
            disputes.append(
                Dispute(reference=book.reference(), amount=payment.amount, opened_on=later,
                        kind=Dispute.Kind.DISPUTE, state=Dispute.State.LOST, **shared)
            )  # fmt: skip
    for dispute in disputes[-1:]:
        dispute.state = Dispute.State.OPEN
    Refund.objects.bulk_create(refunds)
    Dispute.objects.bulk_create(disputes)
