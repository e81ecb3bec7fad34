"""Whether the database can do what the site rests on, and the settings are a public site's."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http.request import validate_host

OLDEST = 15
HERE = ("localhost", "127.0.0.1", "::1")
SENTENCE = "«Привет» — мир…"
LEXEMES = "'мир':2 'привет':1"
SILENT = {  # settings of PostgreSQL under which no statement of ours is logged, the best one first
    "log_min_error_statement": ("panic", "fatal", "log"),
    "log_min_duration_statement": ("-1",),
    "log_statement": ("none", "ddl"),
}
BUILTIN = (
    "ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
    " LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' TEMPLATE template0"
)
LIBC = "ENCODING 'UTF8' LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' TEMPLATE template0"


def assert_understands_cyrillic(connection: BaseDatabaseWrapper) -> None:
    """Raise ImproperlyConfigured where Cyrillic would break silently. One query.

    The text-search parser follows LC_CTYPE even where lower() is right, so both are asked.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int / 10000, current_database()"
        )
        version, name = cursor.fetchone()
        if version < OLDEST:
            raise ImproperlyConfigured(
                f"PostgreSQL {version} is too old: the site needs {OLDEST} or newer"
            )
        try:
            cursor.execute("SELECT lower('ЁЛКА'), to_tsvector('russian', %s)::text", [SENTENCE])
            understood = cursor.fetchone() == ("ёлка", LEXEMES)
        except DatabaseError:  # an encoding that can't even hold the letters
            understood = False
    if not understood:
        raise ImproperlyConfigured(_recipe(version, name))


def _recipe(version: int, name: str) -> str:
    locale = BUILTIN if version >= 17 else LIBC
    return (
        f'The database "{name}" does not understand Cyrillic: search would miss words without a warning.'
        f' Create it anew with: CREATE DATABASE "{name}" OWNER … {locale};'
    )


@register(Tags.database)
def cyrillic(
    app_configs: Sequence[Any] | None = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """`manage.py check --database default`, and before every migrate."""
    errors: list[CheckMessage] = []
    for alias in databases or []:
        try:
            assert_understands_cyrillic(connections[alias])
        except ImproperlyConfigured as error:
            errors.append(Error(str(error), id="config.E001"))
    return errors


@register(Tags.database)
def silence(
    app_configs: Sequence[Any] | None = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """A log of statements says what readers search for and members write, and at what moment.

    PostgreSQL’s own habit is to log those that fail, and a search that takes too long does.
    """
    warnings: list[CheckMessage] = []
    for alias in databases or []:
        with connections[alias].cursor() as cursor:
            for name, quiet in SILENT.items():
                cursor.execute(f"SHOW {name}")
                value = cursor.fetchone()[0]
                if value not in quiet:
                    said = f"PostgreSQL’s log holds what readers search for: {name} is {value}."
                    hint = f"As its superuser: ALTER DATABASE … SET {name} = '{quiet[0]}'"
                    warnings.append(Warning(said, hint, id="config.W002"))
    return warnings


@register(Tags.security, deploy=True)
def play_money(app_configs: Sequence[Any] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """`manage.py check --deploy`: donors of a public site must not be led to a payment that is none."""
    if not settings.STRIPE_SANDBOX:
        return []
    hint = "Set STRIPE_SANDBOX=off: without a key, the donation page says that it is not open yet."
    return [Warning("Donations go to the sandbox, which moves no money.", hint, id="config.W001")]


@register(Tags.security, deploy=True)
def letters(app_configs: Sequence[Any] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Letters of a public site have to arrive, and what stands in them has to lead back."""
    warnings: list[CheckMessage] = []
    host = urlsplit(settings.SITE_URL).hostname
    if not validate_host(host or "", settings.ALLOWED_HOSTS) or host in HERE:
        said = f"Letters lead to {settings.SITE_URL}, which is none of this site’s addresses."
        warnings.append(Warning(said, "Set SITE_URL and ALLOWED_HOSTS.", id="config.W003"))
    if settings.EMAIL_BACKEND.endswith(("filebased.EmailBackend", "console.EmailBackend")):
        said = "Letters are kept on this machine and sent to nobody."
        warnings.append(Warning(said, "Set EMAIL_URL.", id="config.W004"))
    if settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        said = f"Letters come from {settings.DEFAULT_FROM_EMAIL}, and no mail server takes them."
        warnings.append(Warning(said, "Set DEFAULT_FROM_EMAIL.", id="config.W005"))
    return warnings
