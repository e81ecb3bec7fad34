"""What is filled in at the sandbox's pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

CARD_CHOICES = [
    ("works", _("A card that works")),
    ("declined", _("A card that the bank declines")),
    ("authenticate", _("A card that needs 3-D Secure")),
    ("authenticate_always", _("A card that needs 3-D Secure now and every month")),
    ("fails_later", _("A card that works now and fails next month")),
    ("asynchronous", _("A bank account: the money takes days")),
]

FAULT_CHOICES = [
    ("timeout_before", _("no answer, and nothing done")),
    ("timeout_after", _("done, and the answer lost")),
    ("connection", _("no connection")),
    ("500", _("an error, and nothing done")),
    ("500_after", _("done, and answered with an error")),
    ("503", _("Stripe is down")),
    ("429", _("too many requests")),
    ("409", _("the same request is still running")),
    ("decline", _("the bank refuses")),
]


class PayForm(forms.Form):
    """Anything goes for an address: nothing is sent there but the site's own letters."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Made up, if you like: letters of this site lie in var/mail."),
    )
    card = forms.ChoiceField(
        label=_("Card"), choices=CARD_CHOICES, initial="works", widget=forms.RadioSelect
    )


class FaultForm(forms.Form):
    """A fault for requests to come."""

    kind = forms.ChoiceField(label=_("What goes wrong"), choices=FAULT_CHOICES)
    matching = forms.CharField(
        label=_("At which request"),
        required=False,
        max_length=200,
        help_text=_("How it begins, such as “POST /v1/subscriptions”. Empty: the next one."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    times = forms.IntegerField(label=_("How many times"), min_value=1, max_value=100, initial=1)
