"""Faults on demand: each strikes a request that it matches, and is gone."""

import fnmatch
import sqlite3

from donations.sandbox.store import Store

KINDS = {
    "timeout_before": "no answer, nothing executed",
    "timeout_after": "executed, the answer lost",
    "connection": "no connection, nothing executed",
    "500": "a failure that is undone and remembered under the idempotency key, as Stripe does",
    "500_after": "executed, and answered with a failure, which the key remembers",
    "503": "turned away before anything was done",
    "429": "too many requests",
    "409": "the idempotency key is in use by a request that is still running",
    "decline": "the bank refuses",
}


class Faults:
    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, kind: str, matching: str = "", times: int = 1) -> None:
        """`matching` begins like “POST /v1/subscriptions”, or is a pattern with *.

        The empty one is any request. Raises ValueError for an unknown kind.
        """
        if kind not in KINDS:
            raise ValueError(f"No fault {kind!r}: there are {', '.join(KINDS)}")
        with self._store.transaction() as connection:
            connection.execute(
                "INSERT INTO faults (kind, matching, times) VALUES (?, ?, ?)",
                (kind, matching, times),
            )

    def clear(self) -> None:
        with self._store.transaction() as connection:
            connection.execute("DELETE FROM faults")

    def waiting(self) -> list[tuple[str, str, int]]:
        """Kind, what it matches, how often it will still strike; in the order they were added."""
        with self._store.transaction() as connection:
            rows = connection.execute("SELECT kind, matching, times FROM faults ORDER BY number")
            return list(rows)


def take(connection: sqlite3.Connection, method: str, path: str) -> str:
    """The fault that strikes this request, used up by it; or nothing."""
    line = f"{method} {path}"
    rows = connection.execute("SELECT number, kind, matching, times FROM faults ORDER BY number")
    for number, kind, matching, times in rows.fetchall():
        if line.startswith(matching) or fnmatch.fnmatchcase(line, matching):
            if times > 1:
                connection.execute(
                    "UPDATE faults SET times = times - 1 WHERE number = ?", (number,)
                )
            else:
                connection.execute("DELETE FROM faults WHERE number = ?", (number,))
            return str(kind)
    return ""
