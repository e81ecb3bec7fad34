"""What the site knows of giving: Stripe's ids, keyed hashes, amounts, states and days. No person.

Three kinds of rows. Those that lead to a person (Donor, Customer, Checkout, PaymentTrace) are deleted
when the donor asks for it. Those that count (Subscription, Payment, Refund, Dispute) stay, and then
lead to nobody: of the Stripe id only a keyed hash is left. The rest is the treasurer's.
No row of a donor holds a time finer than a day, and none leads to a member.
"""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from donations import money
from donations.hashing import reference

STRIPE_ID = 255  # characters; Stripe's own limit for its ids
ONCE, MONTHLY, CARD = "once", "monthly", "card"


def today() -> datetime.date:
    """The day at the site's place."""
    return timezone.localdate()


class AmountField(models.PositiveIntegerField[int, int]):
    """Minor units of the currency beside it."""


class CurrencyField(models.CharField[str, str]):
    """A code in lower case, as Stripe writes it. What Stripe tells of is kept, also one not ours."""

    def __init__(self, verbose_name: object = None, **options: object) -> None:
        super().__init__(verbose_name or _("currency"), **{"max_length": 3, **options})  # type: ignore[arg-type]


# What leads to a person


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


class Campaign(models.Model):
    """Money for one thing, with a goal."""

    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(
        _("text"), blank=True, help_text=_("What it is for, in a few sentences.")
    )
    goal = AmountField(_("goal"), help_text=_("In cents."))
    currency = CurrencyField(choices=money.CHOICES, default="eur")
    starts_on = models.DateField(_("first day"), default=today)
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(goal__gt=0),
                name="campaign_has_a_goal",
                violation_error_message=_("A goal is more than nothing."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="campaign_ends_after_it_starts",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.title or ""

    @property
    def is_running(self) -> bool:
        return self.starts_on <= today() and (self.ends_on is None or self.ends_on >= today())


class CampaignRate(models.Model):
    """What other currencies count for in a campaign's own: the treasurer fixes it, the page says it."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="rates")
    currency = CurrencyField(choices=money.CHOICES)
    rate = models.DecimalField(_("rate"), max_digits=12, decimal_places=6)

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "currency"], name="one_rate_of_each_currency"
            ),
            models.CheckConstraint(
                condition=Q(rate__gt=0),
                name="rate_is_positive",
                violation_error_message=_("A rate is more than nothing."),
            ),
        ]

    def __str__(self) -> str:
        return f"1 {self.currency.upper()} = {self.rate.normalize():f}"


class Use(models.Model):
    """What the money does: a line of the donation page."""

    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), blank=True)
    share = models.PositiveSmallIntegerField(
        _("share"), help_text=_("In hundredths of all spending.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("use of the money")
        verbose_name_plural = _("uses of the money")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(share__lte=100),
                name="share_is_a_part",
                violation_error_message=_("No share is more than the whole."),
            )
        ]

    def __str__(self) -> str:
        return self.title or ""


# What counts


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
        Donor,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="subscriptions",
        verbose_name=_("donor"),
    )
    customer = models.ForeignKey(Customer, models.SET_NULL, null=True, blank=True)
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
    def can_stop(self) -> bool:
        return self.state not in (self.State.ENDING, self.State.ENDED)

    @property
    def can_resume(self) -> bool:
        """Until the period that was paid for is over."""
        return self.state in (self.State.ENDING, self.State.PAUSED)

    @property
    def can_pause(self) -> bool:
        return self.state == self.State.ACTIVE and not self.is_stopping

    @property
    def can_change_amount(self) -> bool:
        """Not while a charge has failed: what is due was asked for at the old amount."""
        return self.state in (self.State.ACTIVE, self.State.PAUSED) and not self.is_stopping

    @property
    def can_change_card(self) -> bool:
        return self.state in (
            self.State.ACTIVE,
            self.State.PAUSED,
            self.State.PAST_DUE,
            self.State.UNPAID,
        )


class PaymentQuerySet(models.QuerySet["Payment"]):
    def of(self, donor: Donor) -> PaymentQuerySet:
        return self.filter(trace__donor=donor)

    def known_as(self, stripe_id: str) -> PaymentQuerySet:
        return self.filter(reference=reference(stripe_id))

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
        indexes = [models.Index(fields=["paid_on", "id"])]
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
        return f"{self.paid_on.year}-{self.pk:06d}"


class PaymentTrace(models.Model):
    """The way from a payment to the person: what is deleted when a donor wants to be forgotten."""

    payment = models.OneToOneField(Payment, models.CASCADE, related_name="trace")
    donor = models.ForeignKey(Donor, models.CASCADE, related_name="traces")
    payment_intent = models.CharField(max_length=STRIPE_ID, blank=True)
    invoice = models.CharField(max_length=STRIPE_ID, blank=True)

    def __str__(self) -> str:
        return self.payment_intent or self.invoice


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


# On the way


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
    subscription = models.ForeignKey(Subscription, models.CASCADE, null=True, blank=True)
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


# What only the treasurer sees


class EventQuerySet(models.QuerySet["Event"]):
    def waiting(self) -> EventQuerySet:
        return self.filter(state__in=(Event.State.WAITING, Event.State.FAILED))


class Event(models.Model):
    """A webhook: that something happened to an object at Stripe. What it was is asked afresh."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        FLAGGED = "flagged", _("unknown to us")
        FAILED = "failed", _("failed")

    stripe_id = models.CharField(max_length=STRIPE_ID, unique=True)
    type = models.CharField(_("type"), max_length=100)
    object_id = models.CharField(_("object"), max_length=STRIPE_ID)
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.WAITING)
    note = models.CharField(_("note"), max_length=200, blank=True)
    received_on = models.DateField(_("received"), default=today)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state"]), models.Index(fields=["object_id"])]

    def __str__(self) -> str:
        return self.type


class Reconciliation(models.Model):
    """One comparison of our rows with Stripe's objects."""

    ran_on = models.DateField(_("day"), default=today)
    days = models.PositiveSmallIntegerField(_("days back"))
    looked_at = models.PositiveIntegerField(_("objects looked at"), default=0)
    is_finished = models.BooleanField(_("finished"), default=False)

    class Meta:
        verbose_name = _("reconciliation")
        verbose_name_plural = _("reconciliations")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.ran_on}"


class Difference(models.Model):
    """What Stripe had and we had not, or had otherwise."""

    reconciliation = models.ForeignKey(Reconciliation, models.CASCADE, related_name="differences")
    kind = models.CharField(_("kind"), max_length=40)
    stripe_id = models.CharField(_("object"), max_length=STRIPE_ID)
    detail = models.CharField(_("difference"), max_length=200, blank=True)
    is_repaired = models.BooleanField(_("repaired"), default=False)

    class Meta:
        verbose_name = _("difference")
        verbose_name_plural = _("differences")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.detail}"
