"""Forms at the door: coming in, and coming back. What members set for themselves is in `settings`."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.fields import SetPasswordField
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.challenges import ChallengeMixin
from accounts.models import User


class SignupForm(ChallengeMixin, allauth_forms.SignupForm):
    """Name, password and, if the member likes, an address."""

    challenge_scope = "signup"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, email, password = (self.fields[key] for key in ("username", "email", "password1"))
        name.label = _("Name")
        name.help_text = _("Others see it. Take one that doesn’t lead to you.")
        name.error_messages["required"] = _("A name is needed.")
        name.error_messages["min_length"] = _("That is too short for a name.")
        email.label = _("E-mail (you can do without)")
        email.required = email.widget.is_required = False
        email.help_text = _(
            "Only for getting back in and for letters you ask for. Without it, recovery codes are "
            "the only way back: you will see them once, to print or save."
        )
        password.label = _("Password")
        password.help_text = _(
            "At least 10 characters. A few unrelated words are easy to remember."
        )
        # allauth hides its trap for robots by an inline style, which our CSP forbids.
        self.fields["homepage"].widget = forms.TextInput(
            attrs={"tabindex": "-1", "autocomplete": "off"}
        )
        for field in (name, email, password):
            field.widget.attrs.pop("placeholder", None)
        name.widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Of two who choose a name in the same moment, or one who clicks twice, one gets it.

        The other finds the form again; who clicked twice is led on from there, being in already.
        """
        try:
            with transaction.atomic():
                saved: tuple[User | None, HttpResponse | None] = super().try_save(request)
        except IntegrityError:
            return None, HttpResponseRedirect(reverse("account_signup"))
        return saved

    def validate_unique_email(self, value: str) -> str:
        """Any address makes an account, one that is taken too, which nobody but its owner can confirm.

        allauth only pretends to make one, and signing in by the name just chosen would tell.
        """
        return value


class LoginForm(allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("Name or e-mail"),
            max_length=254,
            widget=forms.TextInput(
                attrs={
                    "autocomplete": "username",
                    "autocapitalize": "none",
                    "spellcheck": "false",
                }
            ),
        )
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.fields["password"].help_text = ""


class LoginCodeForm(ChallengeMixin, allauth_forms.RequestLoginCodeForm):
    challenge_scope = "code"

    def clean_email(self) -> str:
        """A code opens what belongs to a confirmed address. A claim to one opens nothing.

        Or somebody could make an account with your address and wait for you to come into it by a
        code, which would confirm it, to share it with you by their password.
        """
        email: str = super().clean_email()
        owners = EmailAddress.objects.filter(email=email.lower(), verified=True)
        if not owners.filter(user__is_active=True).exists():
            self._user = None
        return email


class ResetPasswordForm(ChallengeMixin, allauth_forms.ResetPasswordForm):
    challenge_scope = "reset"


class RecoveryForm(ChallengeMixin, forms.Form):
    """A recovery code in place of the forgotten password."""

    challenge_scope = "recovery"

    name = forms.CharField(
        label=_("Name"), max_length=254, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    code = forms.CharField(
        label=_("Recovery code"),
        max_length=40,
        help_text=_("One of those you printed or saved. Each works once."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    password = SetPasswordField(label=_("New password"))


class GenerateCodesForm(GenerateRecoveryCodesForm):
    """New recovery codes for any member: here they stand for the password, not for a second factor."""

    def clean(self) -> dict[str, Any]:
        return forms.Form.clean(self) or {}


class AddPasskeyForm(AddWebAuthnForm):
    """A passkey that opens the account by itself, unless the member wants it as a second factor."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True
