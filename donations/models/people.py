"""What leads to a person, and is deleted when the donor asks for it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from donations.models.campaigns import Campaign
from donations.models.fields import (
    CARD,
    MONTHLY,
    ONCE,
    STRIPE_ID,
    AmountField,
    CurrencyField,
    today,
)


class Donor(models.Model):
    """Whoever has an address at Stripe: several customers there with one address are one donor."""

    email_hash = models.CharField(
        _("keyed hash of the address"), max_length=64, unique=True, null=True
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    links_version = models.PositiveIntegerField(_("version of the private link"), default=1)
    forget_asked_on = models.DateField(_("asked to be forgotten"), null=True, blank=True)
    created_on = models.DateField(_("since"), default=today)

    class Meta:
        verbose_name = _("donor")
        verbose_name_plural = _("donors")

    def __str__(self) -> str:
        return f"{self.pk}"


class Customer(models.Model):
    """A donor as Stripe knows them."""

    donor = models.ForeignKey(Donor, models.CASCADE, related_name="customers")
    stripe_id = models.CharField(max_length=STRIPE_ID, unique=True)

    def __str__(self) -> str:
        return self.stripe_id


class Checkout(models.Model):
    """One visit to Stripe's page, begun here: to give once or monthly, or to leave another card."""

    class Kind(models.TextChoices):
        ONCE = ONCE, _("once")
        MONTHLY = MONTHLY, _("monthly")
        CARD = CARD, _("another card")

    class State(models.TextChoices):
        OPEN = "open", _("not finished")
        PROCESSING = "processing", _("being confirmed by the bank")
        COMPLETE = "complete", _("complete")
        FAILED = "failed", _("failed")
        EXPIRED = "expired", _("expired")

    key = models.CharField(max_length=64, unique=True)  # what Stripe calls client_reference_id
    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices)
    amount = AmountField(_("amount"), default=0)
    currency = CurrencyField()
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    campaign = models.ForeignKey(Campaign, models.SET_NULL, null=True, blank=True)
    donor = models.ForeignKey(
        Donor, models.CASCADE, null=True, blank=True, related_name="checkouts"
    )
    subscription = models.ForeignKey(
        "donations.Subscription", models.CASCADE, null=True, blank=True
    )
    stripe_id = models.CharField(max_length=STRIPE_ID, unique=True, null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    attempts = models.PositiveIntegerField(default=0)  # each with an idempotency key of its own
    created_on = models.DateField(_("begun"), default=today)

    class Meta:
        verbose_name = _("visit to the payment page")
        verbose_name_plural = _("visits to the payment page")
        indexes = [models.Index(fields=["state", "created_on"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_state_display()})"


class PaymentTrace(models.Model):
    """The way from a payment to the person: what is deleted when a donor wants to be forgotten."""

    payment = models.OneToOneField("donations.Payment", models.CASCADE, related_name="trace")
    donor = models.ForeignKey(Donor, models.CASCADE, related_name="traces")
    payment_intent = models.CharField(max_length=STRIPE_ID, blank=True)
    invoice = models.CharField(max_length=STRIPE_ID, blank=True)

    def __str__(self) -> str:
        return self.payment_intent or self.invoice
