"""What follows from allauth's signals: other sessions end, recovery codes stay, sign-ins leave a day."""

from typing import Any

from allauth.account.signals import (
    authentication_step_completed,
    password_changed,
    password_reset,
    password_set,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.models import update_last_login
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.http import HttpRequest

from accounts import sessions
from accounts.models import User, this_day

SECOND_FACTORS = {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN}

user_logged_in.disconnect(update_last_login, dispatch_uid="update_last_login")


@receiver(user_logged_in)
def note_the_day(user: User, **_more: Any) -> None:
    """In place of Django's, which notes the second. Nothing, if the member wants no record."""
    user.last_login = None if user.keeps_no_sessions else this_day()
    user.save(update_fields=["last_login"])


@receiver(authentication_step_completed)
def change_the_key(request: HttpRequest, reauthenticated: bool = False, **_more: Any) -> None:
    """Asked again, the browser gets another session key, as it does when it signs in."""
    if reauthenticated:
        request.session.cycle_key()


@receiver(password_changed)
@receiver(password_set)
@receiver(password_reset)
def end_other_sessions(request: HttpRequest, user: User, **_more: Any) -> None:
    """Whoever knew the old password may be signed in. Recovery by code does the same by itself."""
    sessions.end_others(user, request)


@receiver(authenticator_added)
def end_sessions_without_second_factor(
    request: HttpRequest, user: User, authenticator: Authenticator, **_more: Any
) -> None:
    if authenticator.type in SECOND_FACTORS:
        sessions.end_others(user, request)


@receiver(pre_save, sender=Authenticator)
def keep_days_only(instance: Authenticator, **_more: Any) -> None:
    """allauth notes the second a factor was added, and each time it was used."""
    instance.created_at = this_day(instance.created_at)
    if instance.last_used_at:
        is_kept = not instance.user.keeps_no_sessions
        instance.last_used_at = this_day(instance.last_used_at) if is_kept else None


@receiver(authenticator_removed)
def keep_recovery_codes(authenticator: Authenticator, **_more: Any) -> None:
    """allauth deletes them with the last second factor; here they stand for the password, too.

    See delete_dangling_recovery_codes in allauth/mfa/base/internal/flows.py: the instance it sends
    is the row it deleted.
    """
    if authenticator.type == Authenticator.Type.RECOVERY_CODES and authenticator.pk:
        authenticator.save(force_insert=True)
