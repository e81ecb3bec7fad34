"""What an export holds: a JSON file for each kind of thing, and pages a person can read."""

import datetime
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts import mailing
from accounts.models import User
from accounts.signals import data_requested
from core.templatetags.veche import DAY, MOMENT, written

Row = Mapping[str, Any]
FILE_NAME = re.compile(r"[a-z][a-z0-9_]*")

# What files and their columns are called on the page. Other apps add theirs when they are ready.
LABELS: dict[str, str | Promise] = {
    "account": gettext_lazy("Account"),
    "addresses": gettext_lazy("E-mail addresses"),
    "ways_in": gettext_lazy("Ways to sign in"),
    "devices": gettext_lazy("Devices"),
    "admin_actions": gettext_lazy("What I did in the admin"),
    "name": gettext_lazy("Name"),
    "joined_month": gettext_lazy("Month of joining, which others see"),
    "joined_on": gettext_lazy("Day of joining"),
    "last_sign_in_on": gettext_lazy("Day of the last sign-in"),
    "language": gettext_lazy("Language"),
    "theme": gettext_lazy("Appearance"),
    "time_zone": gettext_lazy("Time zone"),
    "neutral_subjects": gettext_lazy("Neutral subject lines"),
    "letters_off": gettext_lazy("Letters I don’t want"),
    "letters_how_often": gettext_lazy("How often letters come"),
    "profile_hidden": gettext_lazy("Profile hidden"),
    "name_hidden_after_days": gettext_lazy("Days until my posts lose the name"),
    "no_record_of_devices": gettext_lazy("No record of devices"),
    "staff": gettext_lazy("May open the admin"),
    "closes_at": gettext_lazy("Closes"),
    "texts_erased_on_closing": gettext_lazy("Texts are erased on closing"),
    "address": gettext_lazy("Address"),
    "confirmed": gettext_lazy("Confirmed"),
    "kind": gettext_lazy("Kind"),
    "added_on": gettext_lazy("Added"),
    "codes_left": gettext_lazy("Codes left"),
    "device": gettext_lazy("Device"),
    "used_on": gettext_lazy("Last day of use"),
    "at": gettext_lazy("When"),
    "object": gettext_lazy("On what"),
    "change": gettext_lazy("What changed"),
}


def belongings(user: User) -> dict[str, Sequence[Row]]:
    """Rows by the name of their file: the account's own, and what other apps hold of the member.

    Six queries and those of the other apps.
    """
    things: dict[str, Sequence[Row]] = {
        "account": [_account(user)],
        "addresses": [
            {"address": each.email, "confirmed": each.verified}
            for each in EmailAddress.objects.filter(user=user).order_by("pk")
        ],
        "ways_in": [
            _way_in(each) for each in Authenticator.objects.filter(user=user).order_by("pk")
        ],
        "devices": list(user.sessions.order_by("-used_on").values("device", "used_on")),
    }
    if actions := list(_admin_actions(user)):
        things["admin_actions"] = actions
    answers: list[tuple[Any, Any]] = data_requested.send(sender=User, user=user)
    for _receiver, given in answers:
        for name, rows in given:
            if not FILE_NAME.fullmatch(name) or name in things:
                raise ValueError(f"A file of the export can't be called {name!r}")
            things[name] = rows
    return things


def archived(user: User) -> Iterator[tuple[str, bytes]]:
    """Names and contents of the archive's files."""
    with override(user.language):
        things = belongings(user)
    for name, rows in things.items():
        text = json.dumps(rows, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder)
        yield f"{name}.json", text.encode()
    pages = {code: "index.html" for code, _name in settings.LANGUAGES if code == user.language}
    pages |= {code: f"index.{code}.html" for code, _name in settings.LANGUAGES if code not in pages}
    for code, page in pages.items():
        with override(code), timezone.override(user.time_zone or settings.TIME_ZONE):
            text = _page(things, code, pages)
        yield page, text.encode()


def _account(user: User) -> Row:
    return {
        "name": user.name,
        "joined_month": f"{user.joined_at:%Y-%m}",
        "joined_on": user.joined_at.date(),
        "last_sign_in_on": user.last_login and user.last_login.date(),
        "language": user.language,
        "theme": user.theme,
        "time_zone": user.time_zone,
        "neutral_subjects": user.subjects_neutral,
        "letters_off": user.mail_off,
        "letters_how_often": [
            f"{kind.label}: {mailing.rhythm_of(user, key).label}"
            for key, kind in mailing.KINDS.items()
            if kind.rhythm
        ],
        "profile_hidden": user.is_hidden,
        "name_hidden_after_days": user.name_hidden_after,
        "no_record_of_devices": user.keeps_no_sessions,
        "staff": user.is_staff,
        "closes_at": user.closes_at,
        "texts_erased_on_closing": user.erases_texts,
    }


def _way_in(authenticator: Authenticator) -> Row:
    """Of secrets only that they are there."""
    row: dict[str, Any] = {
        "kind": authenticator.type,
        "name": str(authenticator),
        "added_on": authenticator.created_at.date(),
        "used_on": authenticator.last_used_at and authenticator.last_used_at.date(),
    }
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        row["codes_left"] = len(RecoveryCodes(authenticator).get_unused_codes())
    return row


def _admin_actions(user: User) -> Iterator[Row]:
    for entry in LogEntry.objects.filter(user=user).order_by("pk"):
        yield {
            "at": entry.action_time,
            "object": entry.object_repr,
            "change": entry.get_change_message(),
        }


def _page(things: Mapping[str, Sequence[Row]], language: str, pages: Mapping[str, str]) -> str:
    names = dict(settings.LANGUAGES)
    context = {
        "language": language,
        "others": [(names[code], page) for code, page in pages.items() if code != language],
        "made_at": written(timezone.localtime(), MOMENT),
        "sections": [
            (
                _label(name),
                f"{name}.json",
                [[(_label(key), _shown(value)) for key, value in row.items()] for row in rows],
            )
            for name, rows in things.items()
        ],
    }
    return render_to_string("accounts/export_page.html", context)


def _label(key: str) -> str:
    return str(LABELS.get(key) or key.replace("_", " "))


def _shown(value: object) -> str:
    """A value as its reader would write it."""
    match value:
        case bool():
            return _("Yes") if value else _("No")
        case datetime.datetime():
            return written(timezone.localtime(value), MOMENT)
        case datetime.date():
            return written(value, DAY)
        case list() | tuple():
            return ", ".join(map(_shown, value)) or "—"
        case None | "":
            return "—"
    return str(value)
