"""What the treasurer writes: campaigns with their goals and rates, and what the money does."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from core.cards import CardForm
from core.languages import LANGUAGES
from donations import money
from donations.models import Campaign, CampaignRate, Use

TITLES = [f"title_{code}" for code in LANGUAGES]
TEXTS = [f"text_{code}" for code in LANGUAGES]


class _Titled:
    """One language is enough: a page in the other says what is missing."""

    fields: dict[str, forms.Field]

    def leave_titles_open(self) -> None:
        for name in TITLES:
            self.fields[name].required = False

    @staticmethod
    def check_titles(data: dict[str, Any]) -> None:
        if not any(data.get(name) for name in TITLES):
            raise ValidationError(_("A title is needed in one language at least."))


class CampaignForm(_Titled, forms.ModelForm[Campaign]):
    goal = forms.CharField(
        label=_("Goal"), help_text=_("In the currency below, such as 5 000 or 1250.50.")
    )

    class Meta:
        model = Campaign
        fields = (*TITLES, *TEXTS, "goal", "currency", "starts_on", "ends_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leave_titles_open()
        if self.instance.goal:
            self.initial["goal"] = money.figures(self.instance.goal)

    def clean_goal(self) -> int:
        """Minor units. The currency is checked later, and says its own errors."""
        typed = str(self.cleaned_data["goal"])
        currency = str(self.data.get("currency", ""))
        try:
            return money.read(typed, currency if currency in money.CODES else "eur")
        except money.Unreadable as error:
            raise ValidationError(str(error.reason)) from None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.check_titles(data)
        return data


class RateInline(admin.TabularInline[CampaignRate, Campaign]):
    model = CampaignRate
    extra = 0
    verbose_name_plural = _("exchange rates")


@admin.register(Campaign)
class CampaignAdmin(TranslationAdmin):  # type: ignore[type-arg]
    form = CampaignForm
    list_display = ("__str__", "aim", "starts_on", "ends_on")
    inlines = (RateInline,)

    class Media:
        css = {"all": ["css/treasury.css"]}

    @admin.display(description=_("goal"), ordering="goal")
    def aim(self, campaign: Campaign) -> str:
        return money.written(campaign.goal, campaign.currency)


class UseForm(_Titled, forms.ModelForm[Use]):
    class Meta:
        model = Use
        fields = (*TITLES, *TEXTS, "share", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leave_titles_open()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.check_titles(data)
        return data


@admin.register(Use)
class UseAdmin(TranslationAdmin):  # type: ignore[type-arg]
    form = UseForm
    list_display = ("__str__", "share", "position")
    list_editable = ("position",)

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> type[CardForm]:
        return CardForm
