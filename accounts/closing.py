"""Closing an account: asked for, thought over, done; and nothing then leads back to the member."""

import datetime
import logging

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import override

from accounts import exporting, mailing, traces
from accounts.models import Export, User
from accounts.signals import account_closed
from core import jobs, mail
from core.templatetags.veche import DAY, written

logger = logging.getLogger(__name__)

GRACE = datetime.timedelta(days=7)
LETTERS = "accounts/email"


class LastSuperuser(Exception):
    """Nobody would be left who may do everything."""


@transaction.atomic
def ask(user: User, *, erase_texts: bool) -> None:
    """Close the account in seven days. Asked again, only what becomes of the texts can change.

    Raises LastSuperuser. Nothing happens when the account is closed already.
    """
    member = _locked(user)
    if member is None:
        return
    is_new = member.closes_at is None
    member.closes_at = member.closes_at or timezone.now() + GRACE
    member.erases_texts = erase_texts
    member.save(update_fields=["closes_at", "erases_texts"])
    if is_new:
        with override(member.language):
            day = written(timezone.localtime(member.closes_at), DAY)
        context = {"day": day, "page": mailing.page(member, "accounts:close")}
        mailing.notify(member, f"{LETTERS}/closing_soon", "account", context)


def keep(user: User) -> None:
    """Close it after all not. One query."""
    User.objects.filter(pk=user.pk).update(closes_at=None, erases_texts=False)


@transaction.atomic
def close(user: User, *, erase_texts: bool) -> None:
    """Delete the account and whatever leads back to it, in one transaction.

    Raises LastSuperuser. Nothing happens when it is closed already.
    """
    member = _locked(user)
    if member is not None:
        _close(member, erase_texts)


def close_due() -> None:
    """Close those whose days are over, each in a transaction of its own. Safe to run at once."""
    for user in User.objects.filter(closes_at__lte=timezone.now()).order_by("closes_at"):
        try:
            _close_if_due(user)
        except Exception as error:  # one that fails must not keep the others
            logger.error("An account that is due could not be closed: %s", type(error).__name__)


@transaction.atomic
def _close_if_due(user: User) -> None:
    member = _locked(user)
    if member and member.closes_at and member.closes_at <= timezone.now():
        _close(member, member.erases_texts)


def _locked(user: User) -> User | None:
    """The account as it is now, and nobody else's to change; None when it is gone.

    Superusers are locked together, in one order, so that the last two can't both leave. Raises
    LastSuperuser.
    """
    wanted = Q(pk=user.pk)
    if user.is_superuser:
        wanted |= Q(is_superuser=True, is_active=True)
    rows = list(User.objects.select_for_update().filter(wanted).order_by("pk"))
    member = next((row for row in rows if row.pk == user.pk), None)
    if member and member.is_superuser and len(rows) == 1:
        raise LastSuperuser
    return member


def _close(member: User, erase_texts: bool) -> None:
    """Words are taken out last: what the others do meanwhile may still put some in."""
    account_closed.send(sender=User, user=member, erase_texts=erase_texts)
    pk, addresses, farewell = member.pk, traces.addresses_of(member), _farewell_address(member)
    for export in Export.objects.select_for_update().filter(user=member):
        exporting.discard(export)
    traces.forget_addresses(member)
    traces.forget_half_way_sessions(member, addresses)
    traces.forget_admin_history(member, addresses)
    member.delete()
    jobs.forget(pk, member.name, addresses)
    if farewell:
        _say_farewell(farewell, member)


def _farewell_address(member: User) -> str | None:
    return None if "account" in member.mail_off else mailing.address_of(member)


def _say_farewell(address: str, member: User) -> None:
    """The last letter: nothing to unsubscribe from, no name. Its job goes when it is sent."""
    mail.send(
        f"{LETTERS}/closed",
        to=address,
        language=member.language,
        context={},
        manner=mail.Manner(neutral=member.subjects_neutral),
    )
