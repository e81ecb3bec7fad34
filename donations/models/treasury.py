"""What only the treasurer sees: webhooks, and comparisons with Stripe."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from donations.models.fields import (
    STRIPE_ID,
    today,
)


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
    object_id = models.CharField(_("object"), max_length=STRIPE_ID, blank=True)
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
