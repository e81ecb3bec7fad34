"""Where django-allauth asks us: who may be called what, how letters leave, what is sealed."""

from secrets import token_hex
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import mailing
from accounts.addresses import is_disposable
from accounts.lookalikes import fold
from accounts.models import User
from accounts.names import NOT_FREE, clean_name, validate_name
from core import mail
from core.languages import current_language, site_name
from core.ratelimit import allow
from core.sealing import seal, unseal
from core.source import pseudonym

LETTERS = "accounts/email"
UNKNOWN = "unknown_account"  # allauth would write to strangers; we only take as long
TRIES, AN_HOUR = 100, 3600  # at the password of one account, from all sources together
LETTERS_TO_ONE = 10  # an hour that anybody may have us write to one address
FOR_LETTERS = {"code"}  # what of allauth's context a letter may use; the rest isn't for JSON


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("The name or the password is wrong."),
        "email_password_mismatch": _("The address or the password is wrong."),
        "incorrect_code": _("That is not the code we sent."),
        "incorrect_password": _("That is not your password."),
        "enter_current_password": _("That is not your password."),
        "duplicate_email": _("This address is yours already."),
        "too_many_login_attempts": _("Too many attempts. Please try again in a few minutes."),
        "rate_limited": _("Too many attempts. Please try again in a few minutes."),
        "account_inactive": _("This account has been blocked."),
        "same_as_current": _("That is the present one already."),
        "email_taken": _(
            "This address has an account already. Sign in to it, or ask for a new password there."
        ),
        "max_email_addresses": _("No more addresses can be added: there are %d already."),
        "cannot_remove_primary_email": _(
            "This address can’t be removed while the account needs it."
        ),
        "unverified_primary_email": _("Confirm the address first."),
        "invalid_password_reset": _("The time for this has run out. Please ask for a new code."),
        "invalid_or_expired_key": _("The time for this has run out. Please ask for a new code."),
        "invalid_login": _("Signing in did not work. Please try again."),
        "username_taken": NOT_FREE,
        "username_blacklisted": _("This name can’t be used."),
    }

    def is_safe_url(self, url: str) -> bool:
        """Only paths of this site: whatever names a host, even ours, is somebody's trick."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """The name as it will be stored. Raises ValidationError; two queries."""
        name = clean_name(username)
        validate_name(name)
        return name

    def clean_email(self, email: str) -> str:
        if is_disposable(email):
            raise ValidationError(
                _(
                    "This address is of a kind that lives for minutes, and letters to it would be "
                    "lost. Please take another, or none: you can do without."
                )
            )
        return email

    def get_client_ip(self, request: HttpRequest) -> str:
        """What allauth counts by: a pseudonym of the day, made by core.middleware.Source.

        All visitors of the onion have one source; for them accounts.limits has a rule of its own.
        """
        if settings.ONION_HOST and request.get_host() == settings.ONION_HOST:
            return pseudonym(token_hex(8))
        address: str = request.META["REMOTE_ADDR"]
        return address

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """What failed sign-ins are counted by: who tries, and at whose account.

        By the account alone, anybody could keep a member out with a wrong password a minute. By
        the name as it is typed, each of its spellings would buy further guesses.
        """
        return f"{request.META['REMOTE_ADDR']} {_account(credentials)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Raises ValidationError where one source, or all together, try too often."""
        super().pre_authenticate(request, **credentials)
        if not allow("password", _account(credentials), limit=TRIES, seconds=AN_HOUR):
            raise self.validation_error("too_many_login_attempts")

    def new_user(self, request: HttpRequest) -> User:
        return User(language=current_language())

    def get_login_stages(self) -> list[str]:
        ours = {
            f"{EmailVerificationStage.__module__}.EmailVerificationStage": f"{__name__}.AddressStage"
        }
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, *, signup: bool, **hooks: Any
    ) -> HttpResponse:
        """As allauth does; but who signs up without an address first sees the only way back.

        And whose account is about to close sees that, wherever they were going.
        """
        assert isinstance(user, User)
        response = super().post_login(request, user, signup=signup, **hooks)
        if signup and not mailing.address_of(user):
            record_authentication(request, user, "password", reauthenticated=True)
            RecoveryCodes.activate(user)
            query = urlencode({"next": response["Location"]})
            return HttpResponseRedirect(f"{reverse('mfa_view_recovery_codes')}?{query}")
        if user.closes_at:
            return HttpResponseRedirect(reverse("accounts:me"))
        return response

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        return reverse("accounts:me")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:me")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Letters somebody asked for: a code, or word that the address has an account already.

        Each door has a limit for an address; this is for all doors, from whatever sources.
        """
        letter = template_prefix.rpartition("/")[2]
        owner = (
            EmailAddress.objects.filter(email=email, verified=True).select_related("user").first()
        )
        is_enough = not allow("letters", email.lower(), limit=LETTERS_TO_ONE, seconds=AN_HOUR)
        if letter == UNKNOWN or is_enough:
            mail.pretend(f"{LETTERS}/login_code", language=current_language())
            return
        mail.send(
            f"{LETTERS}/{letter}",
            to=email,
            language=owner.user.language if owner else current_language(),
            context={key: value for key, value in context.items() if key in FOR_LETTERS},
            manner=mail.Manner(neutral=bool(owner and owner.user.subjects_neutral)),
        )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Word of a change to how the member signs in; without the IP and browser allauth would add.

        To the address that was replaced or removed, where it is about that.
        """
        assert isinstance(user, User)
        letter = f"{LETTERS}/{template_prefix.rpartition('/')[2]}"
        gone = email or (context or {}).get("deleted_email")
        mailing.notify(user, letter, "security", to=gone)


def _account(credentials: dict[str, Any]) -> str:
    """The same for all spellings that open one account."""
    login: str = credentials.get("email") or credentials.get("username") or ""
    return login.lower() if "@" in login else fold(login)


class AddressStage(EmailVerificationStage):
    """Confirm the address, if there is one: an account needs none."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        user = self.login.user
        if isinstance(user, User) and not EmailAddress.objects.filter(user=user).exists():
            return None, True
        answer: tuple[HttpResponse | None, bool] = super().handle()  # type: ignore[no-untyped-call]
        return answer


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That is not the right code."),
        "unverified_email": _("Confirm your e-mail address first, or remove it."),
        "add_email_blocked": _("Turn off the second factor first: it guards the present address."),
        "cannot_delete_authenticator": _("The second factor can’t be turned off just now."),
        "cannot_generate_recovery_codes": _("Set up a second factor first."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        name = gettext("Passkey")
        return f"{name} {count + 1}" if count else name

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.get_username()

    def get_totp_issuer(self) -> str:
        return site_name()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        host = allauth_context.request.get_host().partition(":")[0]
        return {"id": host, "name": site_name()}
