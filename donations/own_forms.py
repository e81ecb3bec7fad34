"""Forms of a donor's own pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.templatetags.veche import day
from donations import managing, money
from donations.models import Subscription


class LinkForm(forms.Form):
    """For the private link by mail."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("The one you gave on the payment page."),
        max_length=254,
        error_messages={
            "required": _("An address is needed."),
            "invalid": _("This is no e-mail address. Is there a slip in it?"),
        },
        widget=forms.EmailInput(
            attrs={"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class AmountForm(forms.Form):
    """Another amount, in the currency the donation has."""

    amount = forms.CharField(
        label=_("Amount a month"),
        max_length=40,
        error_messages={"required": _("Please write an amount in figures, such as 10 or 10.50.")},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def __init__(self, subscription: Subscription, *args: Any, **kwargs: Any) -> None:
        self.currency = subscription.currency
        super().__init__(*args, **kwargs)
        self.initial["amount"] = money.written(subscription.amount, subscription.currency)

    def clean_amount(self) -> int:
        try:
            return money.parse(self.cleaned_data["amount"], self.currency)
        except money.Unreadable as error:
            raise forms.ValidationError(str(error.reason)) from None


class PauseForm(forms.Form):
    """For how many months, and what the day of the next charge would then be."""

    months = forms.TypedChoiceField(
        label=_("For how long"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose for how long."),
            "invalid_choice": _("Choose for how long."),
        },
    )

    def __init__(self, subscription: Subscription, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["months"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [
            (months, _pause(months, day(first)))
            for months, first in managing.first_charges(subscription)
        ]


def _pause(months: int, first: str) -> str:
    text = ngettext(
        "%(n)d month: the next charge will be on %(day)s",
        "%(n)d months: the next charge will be on %(day)s",
        months,
    )
    return text % {"n": months, "day": first}
