"""One object, one writer: what all fetching has in common."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


class NotYet(Exception):
    """What this object belongs to has not been written yet: it will be, so try again."""

    is_impersonal = True


@contextmanager
def alone(stripe_id: str) -> Iterator[None]:
    """One transaction in which nobody else writes of this object: not even with older news."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [stripe_id])
        yield
