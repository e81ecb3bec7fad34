"""What Stripe tells, in our words: frozen values without names or cards' numbers, and its refusals.

Amounts are minor units, moments seconds since 1970, as Stripe has them. An address is in a value only
where a letter or a keyed hash needs it, and never in its `repr`, which may end in a log.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django.utils import timezone


def day(moment: int) -> datetime.date:
    """The day, at the site's place, of a moment at Stripe."""
    return timezone.localdate(datetime.datetime.fromtimestamp(moment, datetime.UTC))


class GatewayError(Exception):
    """Stripe did not do what was asked. Names nobody."""

    is_impersonal = True  # its message may be logged


class Unavailable(GatewayError):
    """No answer, or none that can be relied on: what was asked may have been done, or not."""


class Missing(GatewayError):
    """There is no such object, or it is gone."""


class Declined(GatewayError):
    """The card was refused. `code` is Stripe's word for why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Refused(GatewayError):
    """Stripe understood and will not do it: asking again is of no use."""


class Forged(Exception):
    """A webhook that Stripe did not sign just now, for this site, in the version we speak."""

    is_impersonal = True


@dataclass(frozen=True)
class Event:
    id: str
    type: str
    object_id: str
    created: int


@dataclass(frozen=True)
class Session:
    """A visit to Stripe's page."""

    id: str
    url: str
    mode: str  # payment, subscription or setup
    status: str  # open, complete or expired
    payment_status: str  # paid, unpaid or no_payment_required
    key: str  # ours: client_reference_id
    created: int
    expires: int
    customer: str
    subscription: str
    payment_intent: str
    setup_intent: str
    email: str = field(repr=False)

    @property
    def is_paid(self) -> bool:
        return self.status == "complete" and self.payment_status != "unpaid"


@dataclass(frozen=True)
class Card:
    """What a donor needs to know their card again. Shown, never stored."""

    brand: str
    last4: str
    month: int
    year: int


@dataclass(frozen=True)
class Subscription:
    id: str
    customer: str
    status: str
    is_ending: bool  # at the end of the period that is paid
    is_paused: bool
    resumes: int | None  # with the first charge after a pause
    amount: int
    currency: str
    item: str
    product: str
    period_end: int
    started: int
    ended: int | None
    cancel_reason: str  # Stripe's
    cancel_comment: str  # ours: who wanted it
    key: str  # of the visit to Stripe's page it began with
    invoice: str  # the latest
    card: Card | None = field(repr=False)


@dataclass(frozen=True)
class Invoice:
    id: str
    status: str  # draft, open, paid, void or uncollectible
    customer: str
    subscription: str
    payment_intent: str
    amount_paid: int
    amount_due: int
    currency: str
    created: int
    paid: int | None
    attempts: int
    next_attempt: int | None
    page: str  # Stripe's, where what the bank wants can be confirmed


@dataclass(frozen=True)
class Payment:
    id: str
    status: str
    amount: int  # received
    currency: str
    customer: str
    created: int
    email: str = field(repr=False)


@dataclass(frozen=True)
class Refund:
    id: str
    payment_intent: str
    amount: int
    currency: str
    status: str
    created: int


@dataclass(frozen=True)
class Dispute:
    id: str
    payment_intent: str
    amount: int
    currency: str
    status: str
    created: int


@dataclass(frozen=True)
class FraudWarning:
    """An issuer's early word that a payment may be fraud."""

    id: str
    payment_intent: str
    created: int
