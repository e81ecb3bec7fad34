"""Monthly donations. They count, and stay when their donor is forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from donations import money
from donations.hashing import reference
from donations.models.campaigns import Campaign
from donations.models.fields import (
    STRIPE_ID,
    AmountField,
    CurrencyField,
)

if TYPE_CHECKING:
    import datetime

    from donations.models.people import Donor


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def of(self, donor: Donor) -> SubscriptionQuerySet:
        return self.filter(donor=donor)

    def running(self) -> SubscriptionQuerySet:
        """Those that may be charged again: the monthly recurring total is their sum."""
        return self.filter(state__in=Subscription.RUNNING)

    def known_as(self, stripe_id: str) -> SubscriptionQuerySet:
        return self.filter(reference=reference(stripe_id))


class Subscription(models.Model):
    """A monthly donation, as Stripe last told of it. Written by `sync.subscription` alone."""

    class State(models.TextChoices):
        PENDING = "pending", _("being set up")
        ACTIVE = "active", _("active")
        PAST_DUE = "past_due", _("payment failed")
        UNPAID = "unpaid", _("unpaid")
        PAUSED = "paused", _("paused")
        ENDING = "ending", _("ending")
        ENDED = "ended", _("ended")
        UNKNOWN = "unknown", _("unknown to us")

    class End(models.TextChoices):
        DONOR = "donor", _("stopped by the donor")
        PAYMENT = "payment", _("payment failed for good")
        DISPUTE = "dispute", _("payment disputed")
        TREASURER = "treasurer", _("stopped by the treasurer")
        STRIPE = "stripe", _("stopped at Stripe")
        EXPIRED = "expired", _("never begun")

    RUNNING = (State.ACTIVE, State.PAST_DUE, State.PAUSED)

    reference = models.CharField(max_length=64, unique=True)
    stripe_id = models.CharField(max_length=STRIPE_ID, unique=True, null=True, blank=True)
    donor = models.ForeignKey(
        "donations.Donor",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="subscriptions",
        verbose_name=_("donor"),
    )
    customer = models.ForeignKey("donations.Customer", models.SET_NULL, null=True, blank=True)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, verbose_name=_("campaign")
    )
    amount = AmountField(_("amount"))
    currency = CurrencyField()
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    stripe_status = models.CharField(_("status at Stripe"), max_length=40)
    period_ends_on = models.DateField(_("next charge"), null=True, blank=True)
    paused_until = models.DateField(_("paused until"), null=True, blank=True)
    started_on = models.DateField(_("started"))
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=10, choices=End.choices, blank=True)
    # What we have asked of Stripe, before it has answered
    stop_asked_by = models.CharField(
        _("stop asked by"), max_length=10, choices=End.choices, blank=True
    )
    attempts = models.PositiveIntegerField(
        _("requests to Stripe"), default=0, help_text=_("Each has an idempotency key of its own.")
    )
    told_failure = models.CharField(max_length=64, blank=True)  # the failed charge we wrote of last

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("monthly donation")
        verbose_name_plural = _("monthly donations")
        ordering = ["-started_on", "-pk"]
        permissions = [("stop_subscription", _("Can stop a monthly donation"))]
        indexes = [models.Index(fields=["state"]), models.Index(fields=["ended_on"])]

    def __str__(self) -> str:
        return f"{money.written(self.amount, self.currency)} ({self.get_state_display()})"

    @property
    def is_over(self) -> bool:
        return self.state == self.State.ENDED

    @property
    def is_stopping(self) -> bool:
        """A stop was asked for and Stripe has not confirmed it yet."""
        return bool(self.stop_asked_by) and self.state not in (self.State.ENDING, self.State.ENDED)

    @property
    def is_due(self) -> bool:
        """A charge has failed, and may be tried again."""
        return self.state in (self.State.PAST_DUE, self.State.UNPAID)

    @property
    def next_charge(self) -> datetime.date | None:
        """The day of the next charge, as far as one is to come."""
        if self.is_stopping:
            return None
        if self.state == self.State.PAUSED:
            return self.paused_until
        return self.period_ends_on if self.state == self.State.ACTIVE else None

    @property
    def can_stop(self) -> bool:
        return self.state not in (self.State.ENDING, self.State.ENDED)

    @property
    def can_resume(self) -> bool:
        """Until the period that was paid for is over, unless it is to end before."""
        return self.state in (self.State.ENDING, self.State.PAUSED) and not self.stop_asked_by

    @property
    def can_pause(self) -> bool:
        return self.state == self.State.ACTIVE and not self.is_stopping

    @property
    def can_change_amount(self) -> bool:
        """Not while a charge has failed: what is due was asked for at the old amount."""
        is_charged = self.state in (self.State.ACTIVE, self.State.PAUSED) and not self.is_stopping
        return is_charged and self.currency in money.CURRENCIES

    @property
    def can_change_card(self) -> bool:
        return self.state in (
            self.State.ACTIVE,
            self.State.PAUSED,
            self.State.PAST_DUE,
            self.State.UNPAID,
        )
