"""What our own receipts and yearly statements say, on a page as on paper, in the language in force.

They name the organisation, never the donor: we don't know who it is.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from core.languages import current_language, site_name
from core.templatetags.veche import day, written
from donations import money
from donations.models import MONTHLY, Dispute, Donor, Payment, Refund, today

DAY_OF_YEAR = {"ru": "j\N{NO-BREAK SPACE}E", "en": "j\N{NO-BREAK SPACE}F"}
MINUS = "\N{MINUS SIGN}"


def issuer() -> list[str]:
    """The organisation in lines: as its settings have it, or only what the site is called."""
    written = settings.ORGANISATION[current_language()].strip()
    return [line.strip() for line in written.splitlines()] if written else [site_name()]


def nature() -> str:
    """What was paid, as an accountant wants to know it."""
    return _("It was given freely, and nothing was given in return.")


def anonymity() -> str:
    return _("We don’t know it and keep no names. If somebody needs it here, write it by hand.")


@dataclass(frozen=True)
class Receipt:
    """Of one payment."""

    payment: Payment

    @property
    def title(self) -> str:
        return _("Receipt")

    @property
    def name(self) -> str:
        return f"{self.title} {self.payment.number}"

    @property
    def filename(self) -> str:
        return f"receipt-{self.payment.number}"

    @property
    def made_on(self) -> datetime.date:
        return self.payment.paid_on

    @property
    def amount(self) -> str:
        return money.written(self.payment.amount, self.payment.currency)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Labels and values, in their order."""
        is_monthly = self.payment.kind == MONTHLY
        return [
            (_("Number"), self.payment.number),
            (_("Paid on"), day(self.payment.paid_on)),
            (_("What for"), _("A monthly donation") if is_monthly else _("A donation, given once")),
            (_("Amount"), self.amount),
            *returned(self.payment),
        ]


def returned(payment: Payment) -> list[tuple[str, str]]:
    """What went back of a payment, and what is left of it; empty when nothing went back."""
    refunds = [each for each in payment.refunds.all() if each.state == Refund.State.SUCCEEDED]
    lost = [each for each in payment.disputes.all() if each.state == Dispute.State.LOST]
    lines = [
        (
            _("Returned, asked for on %(day)s") % {"day": day(each.made_on)},
            f"{MINUS}{money.written(each.amount, each.currency)}",
        )
        for each in reversed(refunds)
    ] + [
        (
            _("Taken back by the bank, opened on %(day)s") % {"day": day(each.opened_on)},
            f"{MINUS}{money.written(each.amount, each.currency)}",
        )
        for each in reversed(lost)
    ]
    if not lines:
        return []
    back = sum(each.amount for each in refunds) + sum(each.amount for each in lost)
    left = money.written(max(payment.amount - back, 0), payment.currency)
    return [*lines, (_("What is left of it"), left)]


@dataclass(frozen=True)
class Row:
    """A payment in a statement, in words."""

    payment: Payment
    paid_on: str
    kind: str
    amount: str
    returned: str  # empty when nothing went back
    left: str


@dataclass(frozen=True)
class Total:
    """Of one currency."""

    currency: str
    paid: str
    returned: str
    left: str


@dataclass(frozen=True)
class Statement:
    """Of all payments of a year, the oldest first."""

    year: int
    rows: Sequence[Row]
    totals: Sequence[Total]
    made_on: datetime.date

    @property
    def title(self) -> str:
        return _("Statement for %(year)s") % {"year": self.year}

    @property
    def name(self) -> str:
        return self.title

    @property
    def filename(self) -> str:
        return f"statement-{self.year}"

    @property
    def has_returned(self) -> bool:
        return any(row.returned for row in self.rows)

    @property
    def is_unfinished(self) -> bool:
        return self.year >= today().year


def statement(donor: Donor, year: int) -> Statement | None:
    """None for a year without a payment. One query."""
    if not datetime.MINYEAR <= year < datetime.MAXYEAR:
        return None
    payments = list(
        Payment.objects.of(donor)
        .filter(paid_on__year=year)
        .with_returned()
        .order_by("paid_on", "pk")
    )
    if not payments:
        return None
    return Statement(
        year=year,
        rows=[_row(each) for each in payments],
        totals=totals(payments),
        made_on=payments[-1].paid_on,
    )


def _row(payment: Payment) -> Row:
    back = _back(payment)
    return Row(
        payment=payment,
        paid_on=written(payment.paid_on, DAY_OF_YEAR),
        kind=str(payment.get_kind_display()),
        amount=money.written(payment.amount, payment.currency),
        returned=f"{MINUS}{money.written(back, payment.currency)}" if back else "",
        left=money.written(payment.amount - back, payment.currency),
    )


def totals(payments: Sequence[Payment]) -> list[Total]:
    """By currency, in the order of the alphabet. Payments `with_returned`."""
    found = []
    for currency in sorted({each.currency for each in payments}):
        theirs = [each for each in payments if each.currency == currency]
        paid, back = sum(each.amount for each in theirs), sum(map(_back, theirs))
        words = [money.written(amount, currency) for amount in (paid, back, paid - back)]
        found.append(Total(currency, words[0], f"{MINUS}{words[1]}" if back else "", words[2]))
    return found


def _back(payment: Payment) -> int:
    """No more than came: a refund and a lost dispute of one payment are the bank's to settle."""
    return min(getattr(payment, "returned", 0), payment.amount)
