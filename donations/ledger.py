"""Money that came, and money that went back: the one place that says what “net” means.

What came are payments, on the day they were paid. What went back are refunds that succeeded, on the day
they were asked for, and disputes that were lost, on the day they were opened. A refund on its way, an
open dispute and a bank's early warning have taken nothing yet.
"""

from typing import Any

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import TruncMonth

from donations.models import Dispute, Payment, Refund


def sides() -> list[QuerySet[Any]]:
    """What came, what was refunded, what was lost in disputes.

    Each row has `day`, `month` (its first day), `code` (of the currency), `way` (once or monthly),
    `cause` (id of a campaign) and `net`: minor units, below nothing where money went back.
    """
    came: QuerySet[Any] = Payment.objects.annotate(
        day=F("paid_on"), way=F("kind"), cause=F("campaign_id"), net=F("amount")
    )
    refunded: QuerySet[Any] = Refund.objects.filter(state=Refund.State.SUCCEEDED).annotate(
        day=F("made_on"), way=F("payment__kind"), cause=F("payment__campaign_id"), net=-F("amount")
    )
    lost: QuerySet[Any] = Dispute.objects.filter(state=Dispute.State.LOST).annotate(
        day=F("opened_on"),
        way=F("payment__kind"),
        cause=F("payment__campaign_id"),
        net=-F("amount"),
    )
    return [
        side.annotate(code=F("currency"), month=TruncMonth("day"))
        for side in (came, refunded, lost)
    ]


def sums(*by: str, **only: Any) -> list[tuple[Any, ...]]:
    """Net sums, grouped by names that `sides` gives: each group up to three times. One query."""
    came, *went = (
        side.filter(**only).order_by().values_list(*by).annotate(sum=Sum("net")) for side in sides()
    )
    return list(came.union(*went, all=True))
