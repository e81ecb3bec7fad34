"""The way back without an address: a recovery code in place of the password."""

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.http import HttpRequest

from accounts import mailing, sessions
from accounts.models import User
from core import jobs
from core.sealing import seal


class Refused(Exception):
    """The name and the code don't belong together; nothing tells which of them was wrong."""


@transaction.atomic
def recover(request: HttpRequest, name: str, code: str, password: str) -> User:
    """Use up the code and set the password; the member's sessions end.

    Raises Refused, or ValidationError for a password too much like the name, which keeps the code.
    A name that doesn't exist, one without codes and a wrong code cost the same work: two queries
    and the making of ten codes.
    """
    user = User.objects.named(name).filter(is_active=True).first()
    kept = Authenticator.objects.filter(
        user=user, user__isnull=False, type=Authenticator.Type.RECOVERY_CODES
    ).first()
    codes = RecoveryCodes(kept or _nobodys())
    if not codes.validate_code(code) or user is None or kept is None:
        raise Refused
    validate_password(password, user)
    get_adapter(request).set_password(user, password)
    sessions.end_others(user, request)
    mailing.notify(user, "accounts/email/password_changed", "security")
    return user


@transaction.atomic
def forget_address(user: User) -> bool:
    """Delete the member's addresses; the codes are the only way back then, and are made if need be.

    True when there are codes the member has not seen yet. The last letter says what was done.
    """
    User.objects.select_for_update().get(pk=user.pk)  # codes are made once
    addresses = EmailAddress.objects.filter(user=user)
    jobs.forget(user.pk, user.name, list(addresses.values_list("email", flat=True)))
    mailing.notify(user, "accounts/email/email_deleted", "security")
    addresses.delete()
    kept = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    if kept and not kept.wrap().get_unused_codes():
        kept.delete()
    return not RecoveryCodes.activate(user).did_view


def _nobodys() -> Authenticator:
    """Codes nobody has, to be compared with as slowly as somebody's."""
    data = {"seed": seal(RecoveryCodes.generate_seed()), "used_mask": 0}
    return Authenticator(type=Authenticator.Type.RECOVERY_CODES, data=data)
