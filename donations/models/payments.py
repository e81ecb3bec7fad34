"""Money that arrived, and what took it back. All of it stays when the donor is forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from donations import money
from donations.hashing import reference
from donations.models.campaigns import Campaign
from donations.models.fields import (
    MONTHLY,
    ONCE,
    AmountField,
    CurrencyField,
)
from donations.models.subscriptions import Subscription

if TYPE_CHECKING:
    import datetime

    from donations.models.people import Donor


def receipt_number(paid_on: datetime.date, pk: int) -> str:
    return f"{paid_on.year}-{pk:06d}"


class PaymentQuerySet(models.QuerySet["Payment"]):
    def of(self, donor: Donor) -> PaymentQuerySet:
        return self.filter(trace__donor=donor)

    def known_as(self, stripe_id: str) -> PaymentQuerySet:
        return self.filter(reference=reference(stripe_id))

    def of_invoice(self, invoice: str, payment_intent: str) -> PaymentQuerySet:
        """By either of Stripe's ids: it may tell the second one only later."""
        known = [reference(each) for each in (invoice, payment_intent) if each]
        return self.filter(Q(reference__in=known) | Q(trace__invoice=invoice))

    def between(self, first: datetime.date, last: datetime.date) -> PaymentQuerySet:
        """Both days included."""
        return self.filter(paid_on__range=(first, last))

    def newest_first(self) -> PaymentQuerySet:
        return self.order_by("-paid_on", "-pk")

    def with_returned(self) -> PaymentQuerySet:
        """Each with `returned`: what went back by refunds that succeeded and disputes that were lost."""
        nothing = models.Value(0)
        refunded = Refund.objects.filter(
            payment=models.OuterRef("pk"), state=Refund.State.SUCCEEDED
        )
        lost = Dispute.objects.filter(payment=models.OuterRef("pk"), state=Dispute.State.LOST)
        sums = [
            models.functions.Coalesce(
                models.Subquery(
                    rows.order_by().values("payment").annotate(sum=Sum("amount")).values("sum")
                ),
                nothing,
            )
            for rows in (refunded, lost)
        ]
        return self.annotate(returned=sums[0] + sums[1])


class Payment(models.Model):
    """Money that arrived. Append-only: the database itself refuses to change or delete a row."""

    class Kind(models.TextChoices):
        ONCE = ONCE, _("once")
        MONTHLY = MONTHLY, _("monthly")

    reference = models.CharField(max_length=64, unique=True)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices)
    amount = AmountField(_("amount"))
    currency = CurrencyField()
    paid_on = models.DateField(_("paid"))
    campaign = models.ForeignKey(
        Campaign,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="payments",
        verbose_name=_("campaign"),
    )
    subscription = models.ForeignKey(
        Subscription, models.PROTECT, null=True, blank=True, related_name="payments",
        verbose_name=_("monthly donation"),
    )  # fmt: skip

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-paid_on", "-pk"]
        indexes = [
            models.Index(fields=["paid_on", "id"]),
            # What a campaign has raised is asked on every visit: the sum is read from the index alone
            models.Index(
                fields=["campaign"],
                include=["currency", "amount"],
                condition=Q(campaign__isnull=False),
                name="payments_by_campaign",
            ),
        ]
        permissions = [
            ("refund_payment", _("Can refund a payment")),
            ("export_payment", _("Can export payments")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_is_of_something")
        ]

    def __str__(self) -> str:
        return f"{self.number}: {money.written(self.amount, self.currency)}"

    @property
    def number(self) -> str:
        """Of the receipt: the year and a running number."""
        return receipt_number(self.paid_on, self.pk)


class Refund(models.Model):
    """Money that went back. Its state may still change: a bank may refuse it."""

    class State(models.TextChoices):
        PENDING = "pending", _("on its way")
        SUCCEEDED = "succeeded", _("returned")
        FAILED = "failed", _("failed")
        CANCELED = "canceled", _("called off")
        UNKNOWN = "unknown", _("unknown to us")

    reference = models.CharField(max_length=64, unique=True)
    payment = models.ForeignKey(
        Payment, models.PROTECT, related_name="refunds", verbose_name=_("payment")
    )
    amount = AmountField(_("amount"))
    currency = CurrencyField()
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    made_on = models.DateField(_("asked"))

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["-made_on", "-pk"]

    def __str__(self) -> str:
        return f"{money.written(self.amount, self.currency)} ({self.get_state_display()})"


class Dispute(models.Model):
    """A payment that its payer, or the payer's bank, says was not theirs. It ends the monthly donation."""

    class Kind(models.TextChoices):
        DISPUTE = "dispute", _("dispute")
        WARNING = "warning", _("early fraud warning")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        WON = "won", _("won")
        LOST = "lost", _("lost")
        WARNING = "warning", _("no money taken")
        UNKNOWN = "unknown", _("unknown to us")

    reference = models.CharField(max_length=64, unique=True)
    payment = models.ForeignKey(
        Payment, models.PROTECT, related_name="disputes", verbose_name=_("payment")
    )
    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices)
    amount = AmountField(_("amount"))
    currency = CurrencyField()
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    stripe_status = models.CharField(_("status at Stripe"), max_length=40, blank=True)
    opened_on = models.DateField(_("opened"))

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        ordering = ["-opened_on", "-pk"]

    def __str__(self) -> str:
        return f"{money.written(self.amount, self.currency)} ({self.get_state_display()})"
