"""The whole database as text, sealed sessions opened."""

from django.db import connection

from accounts.models import Session
from accounts.sessions import SessionStore

TABLES = """
SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1
"""


def dump():
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = [name for (name,) in cursor.fetchall()]
        lines = [line for table in tables for line in rows(cursor, table)]
    store = SessionStore()
    lines += [str(store.decode(each.session_data)) for each in Session.objects.order_by("pk")]
    return "\n".join(lines)


def rows(cursor, table):
    """A line each, in no order of the database's own."""
    with cursor.copy(f"COPY {table} TO STDOUT") as copy:
        text = b"".join(copy).decode()
    return [f"{table}: {line}" for line in sorted(text.splitlines())]
