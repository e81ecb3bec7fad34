"""The database tests run in: one with the locale production has, on a server of the run's own."""

import psycopg
from psycopg import sql

TEMPLATE = "veche_test_template"

_running = []


def start_embedded(data):
    """The URL of a throw-away PostgreSQL in `data`: nothing of it has to survive a crash."""
    from config import postgres

    postgres.ensure_running(data)
    _running.append(data)
    url = postgres.address(
        data, "postgres", postgres.DATABASE
    )  # the superuser: tests make databases
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        connection.execute("SELECT pg_reload_conf()")
    return url


def stop_embedded():
    from config import postgres

    while _running:
        postgres.stop(_running.pop())


def create_template(url):
    """An empty database Django copies its test databases from, because Django names no locale.

    The clauses are those of the site's own database; before PostgreSQL 17 there is no builtin
    provider, and libc's C.UTF-8 does the same.
    """
    name = sql.Identifier(TEMPLATE)
    with psycopg.connect(url, autocommit=True) as connection:
        builtin = connection.info.server_version >= 170000
        locale = "builtin BUILTIN_LOCALE 'C.UTF-8'" if builtin else "libc"
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(name))
        connection.execute(
            sql.SQL(
                "CREATE DATABASE {} ENCODING 'UTF8' LOCALE_PROVIDER "
                + locale
                + " LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' TEMPLATE template0"
            ).format(name)
        )
