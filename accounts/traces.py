"""What leads back to a member from rows that aren't theirs, and taking it out of them."""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet

from accounts.models import Export, Session, User
from accounts.sessions import SessionStore

# All who have left do in the admin's history what each of them did. No member can have the name:
# see `names`.
FORMER_MEMBER = "Former member"
BLANK = "…"


def addresses_of(user: User) -> list[str]:
    """Confirmed or not."""
    return list(EmailAddress.objects.filter(user=user).values_list("email", flat=True))


def forget_addresses(user: User) -> None:
    """Others' claims to an address that was proven to be the member's; their own rows go with them."""
    proven = EmailAddress.objects.filter(user=user, verified=True).values("email")
    EmailAddress.objects.filter(email__in=proven, verified=False).exclude(user=user).delete()


def forget_half_way_sessions(user: User, addresses: Collection[str]) -> None:
    """End sessions that aren't signed in yet, but hold the member's id, name or address.

    Someone asked for a code, or has still to show a second factor. The data is sealed, so each such
    session is opened: some 50 µs; readers have none.
    """
    who, where = {str(user.pk), user.name.casefold()}, {each.casefold() for each in addresses}
    store = SessionStore()
    half_way = Session.objects.filter(user=None).values_list("session_key", "session_data")
    naming = [
        key
        for key, data in half_way.iterator()
        if any(
            value in where or ("user" in name and value in who)
            for name, value in _values(store.decode(data))
        )
    ]
    Session.objects.filter(session_key__in=naming).delete()


def forget_admin_history(user: User, addresses: Iterable[str]) -> None:
    """What was done to the account goes; what the member did to others' stays, and not the name.

    Nobody's history of a post should have holes because an editor left.
    """
    for model, rows in _own_rows(user):
        about = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model))
        about.filter(object_id__in=[str(pk) for pk in rows.values_list("pk", flat=True)]).delete()
    by = LogEntry.objects.filter(user=user)
    if by.exists():
        by.update(user=_former_member())
    _blank_in_admin_history([user.name, *addresses])


def _own_rows(user: User) -> Iterator[tuple[type[Model], QuerySet[Any]]]:
    yield User, User.objects.filter(pk=user.pk)
    for model in (EmailAddress, Authenticator, Export, Session):
        yield model, model._default_manager.filter(user=user)


def _former_member() -> User:
    former, _is_new = User.objects.get_or_create(
        name=FORMER_MEMBER,
        is_active=False,
        defaults={"is_hidden": True, "password": "!"},  # which no password matches
    )
    return former


def _blank_in_admin_history(words: Iterable[str]) -> None:
    """In entries on other things: whole words, written as the member writes them."""
    found = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words))
    naming = Q()
    for word in words:
        quoted = json.dumps(word)[1:-1]  # as it may stand in a change message
        naming |= Q(object_repr__contains=word) | Q(change_message__contains=word)
        naming |= Q(change_message__contains=quoted)
    for entry in LogEntry.objects.filter(naming):
        entry.object_repr = found.sub(BLANK, entry.object_repr)
        entry.change_message = _blanked(entry.change_message, found)
        entry.save(update_fields=["object_repr", "change_message"])


def _blanked(message: str, found: re.Pattern[str]) -> str:
    """The admin writes JSON, in which the names of fields and models are nobody's."""
    try:
        parts = json.loads(message)
    except ValueError:
        return found.sub(BLANK, message)
    for part in parts if isinstance(parts, list) else []:
        for told in part.values() if isinstance(part, dict) else []:
            if isinstance(told, dict) and isinstance(told.get("object"), str):
                told["object"] = found.sub(BLANK, told["object"])
    return json.dumps(parts)


def _values(data: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Every value in nested JSON as folded text, beside the key it stands under."""
    match data:
        case dict():
            for key, value in data.items():
                yield from _values(value, key)
        case list():
            for value in data:
                yield from _values(value, name)
        case _:
            yield name, str(data).casefold()
