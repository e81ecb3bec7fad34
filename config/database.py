"""Which database the site uses: the one of DATABASE_URL, else the embedded one."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

OWN_KEYS = {
    "dbname": "NAME",
    "user": "USER",
    "password": "PASSWORD",
    "host": "HOST",
    "port": "PORT",
}


def from_url(url: str) -> dict[str, Any]:
    """Django's settings for a libpq URL, sockets and `?sslmode=` included.

    Raises ImproperlyConfigured, without repeating the URL: it may hold a password.
    """
    if not url.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured("DATABASE_URL must begin with postgres:// or postgresql://")
    try:
        options = conninfo_to_dict(url)
    except ProgrammingError:
        raise ImproperlyConfigured(
            "DATABASE_URL is malformed; it reads postgres://user:password@host:5432/name"
        ) from None
    if not options.get("dbname"):
        raise ImproperlyConfigured("DATABASE_URL names no database; it ends in /name")
    settings = {name: str(options.pop(key, "")) for key, name in OWN_KEYS.items()}
    # While the server is away the pool waits twice as long before each new try, up to minutes; once
    # it has given up, the next reader's request tries at once.
    pool = {"min_size": 1, "max_size": 8, "timeout": 5, "reconnect_timeout": 4}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **settings,
        "OPTIONS": {**options, "pool": pool},
    }
