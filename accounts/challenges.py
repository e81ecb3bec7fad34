"""What a form asks for under pressure: a short computation by the browser, or half a minute's wait.

Both are bound to the form and the source by the key they are signed with, and are used once. The
source is a pseudonym of the day, so what was begun before midnight UTC is asked for anew after it.
"""

import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import altcha
from allauth.core import context
from django import forms
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import pressure

# The browser derives keys until one fits: up to TRIES times COST rounds of PBKDF2, at most 0.8
# seconds on a desktop of 2020 and about four on a cheap phone. Native code is hardly faster at it,
# unlike at plain hashes, and to us making one costs a single derivation (1 ms), checking none.
ALGORITHM = "PBKDF2/SHA-256"
COST = 2_500
TRIES = 700
LIFETIME = 600  # seconds a computation may be handed in
PATIENCE = 3600  # seconds a wait may be handed in
LONGEST = 4_000  # characters; a solution has some 900


class NotMet(Exception):
    """Neither a solution nor a wait that counts. `seconds` are left to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True)
class Challenge:
    """For one source at one form. `solution` and `token` are what it sent, empty at the first sight."""

    scope: str
    source: str
    solution: str = ""
    token: str = ""

    @cached_property
    def puzzle(self) -> str:
        """JSON for static/js/challenge.js: what `altcha` calls a challenge. About 1 ms."""
        challenge = altcha.create_challenge(
            ALGORITHM,
            COST,
            counter=secrets.randbelow(TRIES),
            expires_at=int(time.time()) + LIFETIME,
            hmac_secret=self._key("challenge"),
            hmac_key_secret=self._key("solution"),
        )
        return json.dumps(challenge.to_dict())

    @property
    def tries(self) -> int:
        """How many keys the browser derives at most."""
        return TRIES

    @property
    def pause(self) -> int:
        """Seconds to wait without the computation."""
        return int(settings.CHALLENGE_WAIT)

    @cached_property
    def waiting(self) -> str:
        """A token that counts after CHALLENGE_WAIT; the one that was sent, while it may still come."""
        if self._ticket is not None and not cache.get(_used(self._ticket["id"])):
            return self.token
        return self._signer.sign_object({"id": secrets.token_hex(16), "at": int(time.time())})

    def accept(self) -> None:
        """Use up the solution, else the wait. Raises NotMet. At most two cache operations.

        With a cache per process (the default) each process knows only what was used with it.
        """
        if (used := self._solved()) and cache.add(_used(used), 1, LIFETIME):
            return
        if self._ticket is None:
            raise NotMet(self.pause)
        if (left := self._ticket["at"] + self.pause - time.time()) > 0:
            raise NotMet(int(left) + 1)
        if not cache.add(_used(self._ticket["id"]), 1, PATIENCE):
            raise NotMet(self.pause)

    def _solved(self) -> str:
        """The signature of the challenge that was solved; empty if none was."""
        if not self.solution or len(self.solution) > LONGEST:
            return ""
        try:
            payload = altcha.Payload.from_base64(self.solution)
            result = altcha.verify_solution(
                payload, self._key("challenge"), hmac_key_secret=self._key("solution")
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return ""  # not what our script sends
        return str(payload.challenge.signature) if result.verified else ""

    @cached_property
    def _ticket(self) -> dict[str, Any] | None:
        """What the sent token says, if it is ours and not too old."""
        try:
            ticket: dict[str, Any] = self._signer.unsign_object(self.token)
        except (signing.BadSignature, ValueError):
            return None
        return ticket if time.time() - ticket["at"] < PATIENCE else None

    @property
    def _signer(self) -> signing.Signer:
        return signing.Signer(key=self._key("wait"), salt="accounts.challenges")

    def _key(self, purpose: str) -> str:
        message = f"{purpose}\0{self.scope}\0{self.source}"
        return hmac.new(settings.HASH_KEY.encode(), message.encode(), hashlib.sha256).hexdigest()


def _used(name: str) -> str:
    return f"challenge:{hashlib.sha256(name.encode()).hexdigest()}"


class ChallengeMixin(forms.Form):
    """A form that comes with a challenge while pressure is high, and otherwise as it is.

    Put it before the form's own class and name its `challenge_scope`; in the template include
    `accounts/_challenge.html` inside the form. The request is the one allauth's middleware keeps.
    A form with other mistakes uses nothing up: the same wait goes on while they are mended.
    """

    challenge_scope: str
    challenge: Challenge | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._source = context.request.META["REMOTE_ADDR"]
        if self.is_pressed():
            sent = [
                str(self.data.get(name, "")) for name in ("challenge-solution", "challenge-wait")
            ]
            self.challenge = Challenge(self.challenge_scope, self._source, *sent)

    def is_pressed(self) -> bool:
        """Whether the form comes with a challenge now. At most two cache operations."""
        return pressure.is_high(self.challenge_scope, self._source)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        pressure.note(self.challenge_scope, self._source)
        if self.challenge and not self.errors:
            try:
                self.challenge.accept()
            except NotMet as refusal:
                self.add_error(None, forms.ValidationError(self._patience(refusal), "challenge"))
        return cleaned

    def _patience(self, refusal: NotMet) -> str:
        text = _wait(refusal.seconds)
        if any(isinstance(each.widget, forms.PasswordInput) for each in self.fields.values()):
            text += " " + _("Only a password has to be typed anew: we never send one back.")
        return text


def _wait(seconds: int) -> str:
    text = ngettext(
        "Very many people are sending this form just now. Please wait %(n)d more second and press"
        " the button again: everything you typed is still here.",
        "Very many people are sending this form just now. Please wait %(n)d more seconds and press"
        " the button again: everything you typed is still here.",
        seconds,
    )
    return text % {"n": seconds}
