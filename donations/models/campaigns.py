"""What money is asked for, and what it does."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.languages import LANGUAGES, current_language
from donations import money
from donations.models.fields import (
    AmountField,
    CurrencyField,
    today,
)


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def running(self) -> CampaignQuerySet:
        """Today is one of their days."""
        not_over = Q(ends_on=None) | Q(ends_on__gte=today())
        return self.filter(not_over, starts_on__lte=today())

    def in_language(self, language: str) -> CampaignQuerySet:
        return self.exclude(_untitled(language))


class UseQuerySet(models.QuerySet["Use"]):
    def in_language(self, language: str) -> UseQuerySet:
        return self.exclude(_untitled(language))


def _untitled(language: str) -> Q:
    """What has no title in a language does not exist there."""
    return Q(**{f"title_{language}": ""}) | Q(**{f"title_{language}": None})


def _named(row: models.Model) -> str:
    """Its title, in another language where the present one lacks it: for lists of the treasurer's."""
    titles = (getattr(row, f"title_{code}") for code in (current_language(), *LANGUAGES))
    return next(filter(None, titles), "")


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

    objects = CampaignQuerySet.as_manager()

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
        return _named(self)

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

    objects = UseQuerySet.as_manager()

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
        return _named(self)
