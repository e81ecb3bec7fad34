"""Letters to members: in their language, of the kinds they want, with a subject as loud as they like."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.core import signing
from django.db import models
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import User
from core import mail

SALT = "accounts.unsubscribe"


class Rhythm(models.TextChoices):
    AT_ONCE = "now", _("At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")
    NEVER = "never", _("Never")


@dataclass(frozen=True)
class Kind:
    """Letters a member can switch off together. Codes that somebody asked for are of no kind.

    Those that have a `rhythm`, which is the one by default, may also be collected into digests.
    """

    label: str | Promise
    explanation: str | Promise
    rhythm: Rhythm | None = None


# Other apps add theirs when they are ready: `mailing.KINDS["replies"] = Kind(…)`.
KINDS: dict[str, Kind] = {
    "security": Kind(
        _("Changes to how I sign in"),
        _("A new password, passkey or address: so that you notice when it wasn’t you."),
    ),
    "account": Kind(
        _("My requests"),
        _("Your data is ready to be fetched, or your account is about to be closed."),
    ),
}


def address_of(user: User) -> str | None:
    """The confirmed address, if the member gave one. One query."""
    confirmed = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary")
    return confirmed.values_list("email", flat=True).first()


def notify(
    user: User,
    template: str,
    kind: str,
    context: Mapping[str, Any] | None = None,
    *,
    to: str | None = None,
) -> None:
    """Promise a letter of a kind, if the member has an address and wants it. Two queries.

    `to` is an address that is the member's no longer, and is to hear of it: such a letter can't be
    unsubscribed from, since who reads it may be somebody else by now.
    """
    if kind in user.mail_off or not (address := to or address_of(user)):
        return
    manner = mail.Manner(user.subjects_neutral, "" if to else unsubscribe_address(user, kind))
    mail.send(template, to=address, language=user.language, context=context or {}, manner=manner)


def page(user: User, name: str) -> str:
    """The full address of one of our pages in the member's language, for a letter."""
    with override(user.language):
        return mail.absolute(reverse(name))


def rhythm_of(user: User, kind: str) -> Rhythm:
    """How letters of the kind come to the member. No query."""
    if kind in user.mail_off:
        return Rhythm.NEVER
    chosen = user.mail_rhythms.get(kind)
    return Rhythm(chosen) if chosen in Rhythm.values else KINDS[kind].rhythm or Rhythm.AT_ONCE


def unsubscribe_address(user: User, *kinds: str) -> str:
    """Where one click or one POST ends letters of these kinds. Names nobody; doesn't expire."""
    token = signing.dumps([user.pk, " ".join(kinds)], salt=SALT)
    with override(user.language):
        return mail.absolute(reverse("accounts_unsubscribe", args=[token]))


def whose(token: str) -> tuple[User, list[str]]:
    """The member and the kinds an address stands for. Raises BadSignature or User.DoesNotExist."""
    pk, kinds = signing.loads(token, salt=SALT)
    return User.objects.get(pk=pk), kinds.split()


def switch_off(user: User, *kinds: str) -> None:
    more = [kind for kind in kinds if kind not in user.mail_off]
    if more:
        user.mail_off = [*user.mail_off, *more]
        user.save(update_fields=["mail_off"])
