"""The treasurer's figures: each a plain function, beside the sentence that says what it counts.

Amounts are minor units of the currency beside them, months are their first days. The page shows the
sentence with the number: whoever changes what is counted changes both.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    F,
    Func,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from donations import ledger
from donations.models import MONTHLY, ONCE, Difference, Dispute, Event, Refund, Subscription, today

MONTHS = 24  # shown, the present one included
AFTER = (1, 2, 3, 6, 9, 12, 18)  # months after which we look who is still there
SPAN = DateTimeField()  # what PostgreSQL makes of a day and an interval

DEFINITIONS = {
    "recurring": _(
        "What the monthly donations that go on add up to in a month: active ones, paused ones, and those"
        " whose last charge failed and is tried again. Ending ones are not in it."
    ),
    "flow": _(
        "Monthly donations by the day they began and the day they ended. “Failed” are those that ended"
        " because the card was refused for good, “ended” all others. What was never begun is in neither."
    ),
    "running": _(
        "Monthly donations that had begun and not ended by the last day of the month, today for this one."
    ),
    "retention": _(
        "Of the monthly donations that began in a month, the share that ran on past the same day so many"
        " months later. Shown when that day has come for all of them."
    ),
    "money": _(
        "Payments by the day they were paid, less refunds that arrived, by the day they were asked for,"
        " and lost disputes, by the day they were opened. Stripe’s fees are not taken off."
    ),
    "campaign": _(
        "Payments for the campaign, less refunds that arrived and lost disputes. Other currencies count by"
        " the campaign’s fixed rates."
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Recurring:
    currency: str
    amount: int
    count: int


def recurring() -> list[Recurring]:
    """By currency, the most givers first. One query."""
    rows = (
        Subscription.objects.running()
        .order_by()
        .values_list("currency")
        .annotate(amount=Sum("amount"), count=Count("pk"))
        .order_by("-count", "currency")
    )
    return [Recurring(*row) for row in rows]


def months(last: datetime.date, count: int = MONTHS) -> list[datetime.date]:
    """So many, up to the one of `last`."""
    index = last.year * 12 + last.month - 1
    return [
        datetime.date(each // 12, each % 12 + 1, 1) for each in range(index - count + 1, index + 1)
    ]


@dataclass(frozen=True)
class Flow:
    month: datetime.date
    new: int
    ended: int
    failed: int
    running: int  # at the end of the month


def _begun() -> QuerySet[Subscription]:
    """Without those that were never paid for."""
    return (
        Subscription.objects.exclude(state=Subscription.State.PENDING)
        .exclude(end_reason=Subscription.End.EXPIRED)
        .order_by()
    )


def flow(last: datetime.date | None = None) -> list[Flow]:
    """Of the last months; one query over all monthly donations, for what runs began long ago."""
    ending = Case(
        When(end_reason=Subscription.End.PAYMENT, then=Value("failed")),
        default=Value("ended"),
        output_field=CharField(),
    )
    new = _begun().values_list(TruncMonth("started_on"), Value("new", output_field=CharField()))
    over = _begun().exclude(ended_on=None).values_list(TruncMonth("ended_on"), ending)
    counts: dict[tuple[datetime.date, str], int] = defaultdict(int)
    for month, what, count in new.annotate(n=Count("pk")).union(
        over.annotate(n=Count("pk")), all=True
    ):
        counts[month, what] += count
    shown = months(last or today())
    running = sum(
        count if what == "new" else -count
        for (month, what), count in counts.items()
        if month < shown[0]
    )
    flows = []
    for month in shown:
        new_, ended, failed = (counts[month, what] for what in ("new", "ended", "failed"))
        running += new_ - ended - failed
        flows.append(Flow(month, new_, ended, failed, running))
    return flows


@dataclass(frozen=True)
class Cohort:
    """`left` are those still running, by months; a month that has not come for all is missing."""

    month: datetime.date
    size: int
    left: dict[int, int]

    def percent(self, after: int) -> int | None:
        """Rounded half up: 1 of 200 is not nobody."""
        if after not in self.left:
            return None
        return (self.left[after] * 200 + self.size) // (2 * self.size)


def retention(last: datetime.date | None = None) -> list[Cohort]:
    """Of those begun in each of the last months, the oldest first. One query."""
    until = last or today()
    shown = months(until)
    rows = (
        _begun()
        .filter(started_on__gte=shown[0], started_on__lte=until)
        .values_list(TruncMonth("started_on"))
        .annotate(size=Count("pk"), **{f"left_{each}": _still_there(each) for each in AFTER})
    )
    return [
        Cohort(
            month,
            size,
            {
                after: left
                for after, left in zip(AFTER, lefts, strict=True)
                if months(until, after + 1)[0] > month
            },
        )
        for month, size, *lefts in sorted(rows)
    ]


def _still_there(after: int) -> Count:
    """Who ends on the very day has paid for the months before it, and for none after."""
    span = Func(
        Value(after), template="make_interval(months => %(expressions)s)", output_field=SPAN
    )
    anniversary = Case(When(pk__isnull=False, then=F("started_on") + span), output_field=SPAN)
    return Count("pk", filter=Q(ended_on=None) | Q(ended_on__gt=anniversary))


@dataclass(frozen=True)
class Month:
    """What came in one month in one currency, net; below nothing where more went back than came."""

    month: datetime.date
    once: int
    monthly: int

    @property
    def total(self) -> int:
        return self.once + self.monthly


def money(last: datetime.date | None = None) -> dict[str, list[Month]]:
    """By currency, every one that was ever used in the last months; each of these. One query."""
    shown = months(last or today())
    counts: dict[tuple[str, datetime.date, str], int] = defaultdict(int)
    for code, month, way, amount in ledger.sums("code", "month", "way", day__gte=shown[0]):
        counts[code, month, way] += amount
    codes = sorted({code for code, *_rest in counts}, key=lambda code: (code != "eur", code))
    return {
        code: [
            Month(month, counts[code, month, ONCE], counts[code, month, MONTHLY]) for month in shown
        ]
        for code in codes
    }


@dataclass(frozen=True)
class Waiting:
    """What somebody should look at: how many of each."""

    events: int
    disputes: int
    refunds: int
    differences: int
    stops: int

    @property
    def total(self) -> int:
        return self.events + self.disputes + self.refunds + self.differences + self.stops


def waiting() -> Waiting:
    """One query."""
    rows = {
        "events": Event.objects.filter(state__in=(Event.State.FAILED, Event.State.FLAGGED)),
        "disputes": Dispute.objects.filter(state=Dispute.State.OPEN),
        "refunds": Refund.objects.filter(state__in=(Refund.State.FAILED, Refund.State.UNKNOWN)),
        "differences": Difference.objects.filter(is_repaired=False),
        "stops": Subscription.objects.exclude(stop_asked_by="").exclude(
            state__in=(Subscription.State.ENDING, Subscription.State.ENDED)
        ),
    }
    counted = [
        each.order_by()
        .annotate(what=Value(name, output_field=CharField()))
        .values_list("what")
        .annotate(n=Count("pk"))
        for name, each in rows.items()
    ]
    found = dict(counted[0].union(*counted[1:], all=True))
    return Waiting(**{name: found.get(name, 0) for name in rows})
