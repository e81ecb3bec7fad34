"""Idempotency keys: the first request under one runs, the others get its answer."""

import hashlib
import json
import os
import sqlite3
from dataclasses import dataclass

from donations.sandbox import clock
from donations.sandbox.clock import DAY
from donations.sandbox.refusals import Document, Refusal

LONGEST = 255


@dataclass(frozen=True)
class Stored:
    """The answer to the first request."""

    status: int
    content: str
    request: str


def claim(
    connection: sqlite3.Connection, key: str, method: str, path: str, params: Document, request: str
) -> Stored | None:
    """The stored answer; None when this request is the first and shall run.

    Raises Refusal when another request had the key (400) or has it now (409).
    """
    if len(key) > LONGEST:
        raise Refusal(400, f"Idempotency keys are at most {LONGEST} characters.", began=False)
    now = clock.read(connection)
    connection.execute("DELETE FROM keys WHERE at <= ?", (now - DAY,))
    fingerprint = _fingerprint(method, path, params)
    row = connection.execute(
        "SELECT fingerprint, holder, status, content, request FROM keys WHERE key = ?", (key,)
    ).fetchone()
    if row is not None:
        was, holder, status, content, first = row
        if was != fingerprint:
            raise _misused(key)
        if status is not None:
            return Stored(status, content, first)
        if _is_alive(holder):
            raise in_use()
    connection.execute(
        "REPLACE INTO keys (key, fingerprint, at, holder, request) VALUES (?, ?, ?, ?, ?)",
        (key, fingerprint, now, holder_here(), request),
    )
    return None


def _fingerprint(method: str, path: str, params: Document) -> str:
    asked = json.dumps([method, path, params], sort_keys=True)
    return hashlib.sha256(asked.encode()).hexdigest()


def _misused(key: str) -> Refusal:
    return Refusal(
        400,
        "Keys for idempotent requests can only be used with the same parameters they were first used"
        f" with. Try using a key other than '{key}' if you meant to execute a different request.",
        kind="idempotency_error",
        began=False,
    )


def in_use() -> Refusal:
    return Refusal(
        409,
        "There is currently another in-progress request using this idempotent key (that probably"
        " means you submitted twice, and the other request is still going through).",
        kind="idempotency_error",
        code="idempotency_key_in_use",
        began=False,
    )


def keep(connection: sqlite3.Connection, key: str, status: int, content: str) -> None:
    connection.execute(
        "UPDATE keys SET holder = NULL, status = ?, content = ? WHERE key = ?",
        (status, content, key),
    )


def release(connection: sqlite3.Connection, key: str) -> None:
    """The request did not begin: the next one under this key is the first."""
    connection.execute("DELETE FROM keys WHERE key = ? AND status IS NULL", (key,))


def holder_here() -> str:
    return str(os.getpid())


def _is_alive(holder: str | None) -> bool:
    """A process that was killed executed nothing: its transaction was taken back."""
    if holder is None:
        return False
    try:
        os.kill(int(holder), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
