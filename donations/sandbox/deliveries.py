"""Webhooks on their way: which events wait to be posted, signed as Stripe signs them."""

import hashlib
import hmac
import json
import random
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass

from donations.sandbox import clock
from donations.sandbox.clock import DAY, HOUR, MINUTE
from donations.sandbox.store import Store

BACKOFF = (5, 30, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 12 * HOUR)  # seconds
GIVEN_UP = 3 * DAY  # seconds after the first attempt

Post = Callable[[bytes, str], int]


@dataclass(frozen=True)
class Delivery:
    """One POST to make: the body, and the header `Stripe-Signature` made for it now."""

    event_id: str
    type: str
    body: bytes
    signature: str
    attempt: int


def sign(payload: bytes, secret: str, moment: int | None = None) -> str:
    """Stripe's scheme: HMAC-SHA256 over the time in seconds and the payload."""
    moment = int(time.time()) if moment is None else moment
    signed = b"%d.%s" % (moment, payload)
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


class Deliveries:
    """Each event waits until it is posted, put off after failures, and given up after three days."""

    def __init__(self, store: Store, secret: str) -> None:
        self._store = store
        self._secret = secret

    def undelivered(self, limit: int) -> list[Delivery]:
        """Those that are due now, oldest first."""
        with self._store.transaction() as connection:
            now = clock.read(connection)
            connection.execute(
                """UPDATE deliveries SET state = 'given up'
                WHERE state = 'waiting' AND first_at < ?""",
                (now - GIVEN_UP,),
            )
            rows = connection.execute(
                """SELECT event, attempts, body FROM deliveries JOIN documents ON id = event
                WHERE state = 'waiting' AND next_at <= ? ORDER BY deliveries.number LIMIT ?""",
                (now, limit),
            ).fetchall()
        return [self._delivery(*row) for row in rows]

    def _delivery(self, event: str, attempts: int, body: str) -> Delivery:
        document = json.loads(body)
        payload = json.dumps(document, indent=2, ensure_ascii=False).encode()
        signature = sign(payload, self._secret)
        return Delivery(event, document["type"], payload, signature, attempts + 1)

    def mark_delivered(self, event: str) -> None:
        with self._store.transaction() as connection:
            connection.execute(
                "UPDATE deliveries SET state = 'delivered', attempts = attempts + 1 WHERE event = ?",
                (event,),
            )
            connection.execute(
                """UPDATE documents SET body = json_set(body, '$.pending_webhooks', 0)
                WHERE id = ?""",
                (event,),
            )

    def mark_failed(self, event: str) -> None:
        """To be tried again later."""
        with self._store.transaction() as connection:
            now = clock.read(connection)
            [attempts] = connection.execute(
                "SELECT attempts FROM deliveries WHERE event = ?", (event,)
            ).fetchone()
            wait = BACKOFF[min(attempts, len(BACKOFF) - 1)]
            connection.execute(
                """UPDATE deliveries SET attempts = attempts + 1, next_at = ?,
                first_at = coalesce(first_at, ?) WHERE event = ?""",
                (now + wait, now, event),
            )

    def lose(self, event: str) -> None:
        """Never posted, and nobody is told."""
        with self._store.transaction() as connection:
            connection.execute("UPDATE deliveries SET state = 'lost' WHERE event = ?", (event,))

    def again(self, event: str) -> None:
        """Post it once more, whatever became of it."""
        with self._store.transaction() as connection:
            connection.execute(
                """UPDATE deliveries SET state = 'waiting', next_at = 0, first_at = NULL
                WHERE event = ?""",
                (event,),
            )

    def states(self, limit: int) -> list[tuple[str, str, int, str, int]]:
        """Event, type, when, state and attempts of the newest ones that the endpoint hears of."""
        with self._store.transaction() as connection:
            return _states(connection, limit)

    def deliver_all(
        self,
        post: Post,
        shuffle: random.Random | None,
        repeat: int,
        lose: Callable[[str], bool] | None,
    ) -> int:
        """Post what is due, and what comes up meanwhile; how many posts were taken."""
        taken = 0
        while batch := self.undelivered(1000):
            lost = [one for one in batch if lose and lose(one.type)]
            for one in lost:
                self.lose(one.event_id)
            posts = [one for one in batch if one not in lost] * repeat
            if shuffle:
                shuffle.shuffle(posts)
            taken += sum(self._post(post, one) for one in posts)
        return taken

    def _post(self, post: Post, one: Delivery) -> bool:
        if is_taken := 200 <= post(one.body, one.signature) < 300:
            self.mark_delivered(one.event_id)
        else:
            self.mark_failed(one.event_id)
        return is_taken


def _states(connection: sqlite3.Connection, limit: int) -> list[tuple[str, str, int, str, int]]:
    rows = connection.execute(
        """SELECT event, json_extract(body, '$.type'), json_extract(body, '$.created'), state,
        attempts FROM deliveries JOIN documents ON id = event
        WHERE state != 'not sent' ORDER BY deliveries.number DESC LIMIT ?""",
        (limit,),
    )
    return list(rows)
