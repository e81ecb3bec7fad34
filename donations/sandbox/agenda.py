"""What falls due as time passes, done in order and each thing at its own moment."""

import sqlite3
from collections.abc import Callable

from donations.sandbox import checkout, clock, collecting, renewing
from donations.sandbox.store import Store
from donations.sandbox.work import Rules, Work

DEEDS: dict[str, Callable[[Work, str], None]] = {
    "expire": checkout.expire_due,
    "renew": renewing.renew,
    "finalise": renewing.finalise,
    "retry": collecting.retry,
    "resume": renewing.resume,
    "give up": renewing.give_up,
}


def run_due(store: Store, rules: Rules, until: int | None = None) -> int:
    """Do what is due by the clock, or by `until`, to which the clock is moved in steps.

    Each thing is one transaction. Returns how many were done.
    """
    done = 0
    while _run_next(store, rules, until):
        done += 1
    if until is not None:
        with store.transaction() as connection:
            clock.move(connection, until)
    return done


def _run_next(store: Store, rules: Rules, until: int | None) -> bool:
    with store.transaction() as connection:
        limit = clock.read(connection) if until is None else until
        row = _next(connection, limit)
        if row is None:
            return False
        number, at, deed, subject = row
        connection.execute("DELETE FROM agenda WHERE number = ?", (number,))
        if until is not None:
            clock.move(connection, at)
        DEEDS[deed](Work(connection, at, rules), subject)
    return True


def _next(connection: sqlite3.Connection, limit: int) -> tuple[int, int, str, str] | None:
    row: tuple[int, int, str, str] | None = connection.execute(
        """SELECT number, at, deed, subject FROM agenda
        WHERE at <= ? ORDER BY at, number LIMIT 1""",
        (limit,),
    ).fetchone()
    return row
