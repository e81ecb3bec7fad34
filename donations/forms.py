"""The form of the donation page."""

import re
import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.challenges import ChallengeMixin
from core.languages import current_language
from donations import money, pace
from donations.giving import Gift, is_begun
from donations.models import MONTHLY, ONCE, Campaign

MARK = re.compile(r"[0-9a-f]{32}")


def new_mark() -> str:
    """A page's own: what is sent twice from one page is one gift."""
    return secrets.token_hex(16)


class GiftForm(ChallengeMixin, forms.Form):
    """How often, how much, for what. Each currency has its suggestions; what is typed outdoes them."""

    challenge_scope = "donate"

    kind = forms.ChoiceField(
        label=_("How often"),
        choices=[(ONCE, _("Once")), (MONTHLY, _("Every month"))],
        initial=ONCE,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose: once, or every month.")},
    )
    currency = forms.ChoiceField(
        label=_("Currency"),
        choices=money.CHOICES,
        initial=money.CODES[0],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose a currency.")},
    )
    # Behind these, by `__init__`: amount_eur, amount_usd, …
    other = forms.CharField(
        label=_("Another amount"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"max_length": _("Please write an amount in figures, such as 10 or 10.50.")},
    )
    campaign = forms.ChoiceField(
        label=_("What the donation is for"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={
            "invalid_choice": _(
                "What you chose to give for is over. If you press the button once more, your donation"
                " goes where it is needed most."
            )
        },
    )

    def __init__(self, *args: Any, campaign: Campaign | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.for_campaign = campaign
        field = self.fields["campaign"]
        assert isinstance(field, forms.ChoiceField)
        named = [(str(campaign.pk), campaign.title)] if campaign else []
        field.choices = [("", _("Where it is needed most")), *named]
        for code, currency in money.CURRENCIES.items():
            self.fields[f"amount_{code}"] = _tiles(currency)
        self.order_fields(["kind", "currency", *(f"amount_{code}" for code in money.CODES)])

    @property
    def page_mark(self) -> str:
        """The page's own from its first look on, whatever else had to be mended."""
        sent = str(self.data.get("mark", ""))
        return sent if MARK.fullmatch(sent) else new_mark()

    @property
    def tiles(self) -> list[tuple[str, forms.BoundField]]:
        """The suggestions of each currency."""
        return [(code, self[f"amount_{code}"]) for code in money.CODES]

    def is_pressed(self) -> bool:
        return super().is_pressed() or pace.is_attack()

    def clean(self) -> dict[str, Any]:
        """A second click is asked for no second patience: the first has used it up."""
        if self.challenge and not self.errors and is_begun(self.gift()):
            self.challenge = None
        cleaned = super().clean()
        if "other" in self.errors:
            self.fields["other"].widget.attrs["autofocus"] = True
        return cleaned

    def clean_other(self) -> str:
        """Also settles the amount, of which nothing can be said without a currency."""
        typed: str = self.cleaned_data["other"]
        code = self.cleaned_data.get("currency")
        if code:
            self.cleaned_data["amount"] = self._amount(typed, code)
        return typed

    def _amount(self, typed: str, code: str) -> int:
        try:
            if typed:
                return money.parse(typed, code)
            chosen = self.cleaned_data.get(f"amount_{code}") or "0"
            if chosen != "0":
                return money.within_bounds(int(chosen), code)
        except money.Unreadable as unreadable:
            raise forms.ValidationError(str(unreadable.reason), "unreadable") from None
        raise forms.ValidationError(_("Please choose an amount, or write your own."), "required")

    def gift(self) -> Gift:
        """Of a valid form."""
        chosen = self.cleaned_data
        return Gift(
            kind=chosen["kind"],
            amount=chosen["amount"],
            currency=chosen["currency"],
            language=current_language(),
            mark=self.page_mark,
            campaign=self.for_campaign if chosen["campaign"] else None,
        )


def _tiles(currency: money.Currency) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=currency.code.upper(),
        required=False,
        choices=[
            (str(amount), money.written(amount, currency.code)) for amount in currency.suggested
        ],
        widget=forms.RadioSelect,
    )
