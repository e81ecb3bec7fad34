"""What the environment says, read strictly: a value that can't be meant is a sentence, not a guess.

Every method raises ImproperlyConfigured with the setting's name. Secrets and what may hold a password
are never repeated.
"""

import json
import os
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
from django.core.exceptions import ImproperlyConfigured

ON = ("on", "true", "yes", "1")
OFF = ("off", "false", "no", "0", "")
HOST = re.compile(r"\*|\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]", re.IGNORECASE)
ONION = re.compile(r"([a-z0-9-]+\.)*[a-z2-7]{56}\.onion")
PATH = re.compile(r"[\w.~-]+(/[\w.~-]+)*", re.ASCII)


class Environment(environ.Env):  # type: ignore[misc]
    def secret(self, name: str) -> str:
        """Never empty: what an empty key makes can be made by anybody."""
        value = self.str(name, "").strip()
        if not value:
            raise ImproperlyConfigured(
                f"{name} is not set: it needs a long random value of its own"
            )
        return str(value)

    def switch(self, name: str, default: bool) -> bool:
        value = self.str(name, "on" if default else "off").strip().lower()
        if value not in ON + OFF:
            raise ImproperlyConfigured(f"{name} is {value!r}, but it is on or off")
        return value in ON

    def number(self, name: str, default: int) -> int:
        value = self.str(name, "").strip() or str(default)
        if not value.isdecimal():
            raise ImproperlyConfigured(f"{name} is {value!r}, but it is a whole number")
        return int(value)

    def several(self, name: str) -> list[str]:
        """Separated by commas, and by spaces if somebody likes that better to read."""
        return [part.strip() for part in self.str(name, "").split(",") if part.strip()]

    def hosts(self, name: str, default: list[str]) -> list[str]:
        found = self.several(name) or default
        for host in found:
            if not HOST.fullmatch(host):
                raise ImproperlyConfigured(
                    f"{name} holds {host!r}, but a host is named without https://, port and path"
                )
        return found

    def origin(self, name: str, default: str) -> str:
        """Scheme, host and port: paths are put behind it."""
        found = _address(name, str(self.str(name, "")).strip() or default).rstrip("/")
        if urlsplit(found).path:
            raise ImproperlyConfigured(
                f"{name} is {found!r}, but the site is at no path of its own"
            )
        return found

    def address(self, name: str, default: str) -> str:
        return _address(name, str(self.str(name, "")).strip() or default)

    def addresses(self, name: str) -> list[str]:
        return [_address(name, each) for each in self.several(name)]

    def file(self, name: str) -> str:
        """The path of one that can be read; empty without one."""
        value = str(self.str(name, "")).strip()
        if value and not os.access(value, os.R_OK):
            raise ImproperlyConfigured(f"{name} is {value!r}, but there is no file to be read")
        return value

    def onion(self, name: str) -> str:
        value = str(self.str(name, "")).strip()
        if value and not ONION.fullmatch(value):
            raise ImproperlyConfigured(
                f"{name} is {value!r}, but it is 56 letters and digits and .onion, without http://"
            )
        return value

    def place(self, name: str, default: str, taken: list[str]) -> str:
        """A path of its own, without slashes around it."""
        value = str(self.str(name, "")).strip().strip("/") or default
        if not PATH.fullmatch(value) or value.split("/", 1)[0] in taken:
            raise ImproperlyConfigured(
                f"{name} is {value!r}, but it is a path of Latin letters and digits that no page has"
            )
        return value

    def zone(self, name: str, default: str) -> str:
        value = str(self.str(name, "")).strip() or default
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ImproperlyConfigured(
                f"{name} is {value!r}, but a time zone reads Europe/Warsaw"
            ) from None
        return value

    def links(self, name: str) -> dict[str, str]:
        try:
            found = json.loads(self.str(name, "") or "{}")
        except ValueError:
            found = None
        if not isinstance(found, dict) or not all(isinstance(each, str) for each in found.values()):
            raise ImproperlyConfigured(
                f'{name} is not of this form: {{"Telegram": "https://t.me/example"}}'
            )
        return found

    def service(
        self, name: str, read: Callable[[str], dict[str, Any]], default: str
    ) -> dict[str, Any]:
        """A URL that may hold a password, as Django's settings; `read` is one of environ's own."""
        value = str(self.str(name, "")).strip() or default
        try:
            found = read(value)
            urlsplit(value).port  # noqa: B018  raises where it is none
        except (ImproperlyConfigured, ValueError):
            raise ImproperlyConfigured(
                f"{name} is malformed: .env.example shows how it reads"
            ) from None
        return found


def _address(name: str, value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ImproperlyConfigured(
            f"{name} holds {value!r}, but an address reads https://example.org"
        )
    return value
