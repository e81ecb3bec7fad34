"""A request as it comes over the wire, and what goes back."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from donations.sandbox import clock, decoding, faults, idempotency
from donations.sandbox.refusals import (
    Document,
    Refusal,
    SandboxTimeout,
    SandboxUnreachable,
    declined,
)
from donations.sandbox.routing import route
from donations.sandbox.store import Store
from donations.sandbox.work import Cause, Rules, Work, identifier

KEYS = ("sk_test_", "rk_test_")
LOGGED = 10_000  # requests that are remembered


class Headers(dict[str, str]):
    """Names in any case, as HTTP has them and the SDK asks for them."""

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__({name.lower(): value for name, value in values.items()})

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name.lower())

    def __contains__(self, name: object) -> bool:
        return super().__contains__(str(name).lower())

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name.lower(), default)


@dataclass(frozen=True)
class Call:
    """A request that was made: parameters as nested text, `key` for idempotency."""

    method: str
    path: str
    params: Document
    key: str | None
    status: int | None = None
    id: str = ""


Answer = tuple[str, int, dict[str, str]]


def read(
    method: str, url: str, headers: Mapping[str, str], body: str | bytes | None
) -> tuple[Call, Headers]:
    """Raises Refusal when it is no form."""
    parts = urlsplit(url)
    sent = Headers(headers)
    method = method.upper()
    params = decoding.decode(body if method == "POST" else parts.query)
    key = sent.get("Idempotency-Key") if method == "POST" else None
    return Call(method, parts.path, params, key, id=identifier("req_", 14)), sent


def answer(store: Store, rules: Rules, call: Call, sent: Headers) -> Answer:
    """Raises SandboxTimeout or SandboxUnreachable when a fault says so."""
    with store.transaction() as connection:
        _log(connection, call)
        fault = faults.take(connection, call.method, call.path)
    if fault == "connection":
        raise SandboxUnreachable("The sandbox can't be reached")
    if fault == "timeout_before":
        raise SandboxTimeout("The sandbox did not answer")
    try:
        _admit(sent, rules, fault)
        result = _once(store, rules, call, fault)
    except Refusal as refusal:
        result = _written(call, refusal.status, {"error": refusal.error})
    with store.transaction() as connection:
        connection.execute("UPDATE requests SET status = ? WHERE id = ?", (result[1], call.id))
    if fault == "timeout_after":
        raise SandboxTimeout("The sandbox executed it and did not answer")
    return result


def _admit(sent: Headers, rules: Rules, fault: str) -> None:
    scheme, _, key = sent.get("Authorization", "").partition(" ")
    if scheme != "Bearer" or not key.startswith(KEYS):
        said = f"{key[:8]}***" if key else "(none)"
        raise Refusal(401, f"Invalid API Key provided: {said}", began=False)
    version = sent.get("Stripe-Version", rules.api_version)
    if version != rules.api_version:
        raise Refusal(
            400, f"The sandbox speaks {rules.api_version} only, not {version}.", began=False
        )
    if fault == "429":
        raise Refusal(429, "Request rate limit exceeded.", code="rate_limit", began=False)
    if fault == "503":
        raise Refusal(503, "The sandbox is down on demand.", kind="api_error", began=False)
    if fault == "409":
        raise idempotency.in_use()


def _once(store: Store, rules: Rules, call: Call, fault: str) -> Answer:
    """Under an idempotency key, the answer to the first request."""
    if not call.key:
        return _run(store, rules, call, fault)
    with store.transaction() as connection:
        stored = idempotency.claim(
            connection, call.key, call.method, call.path, call.params, call.id
        )
    if stored:
        headers = {"Idempotent-Replayed": "true", "Original-Request": stored.request}
        return _headed(call, stored.content, stored.status, headers)
    try:
        return _run(store, rules, call, fault)
    finally:
        with store.transaction() as connection:
            idempotency.release(connection, call.key)


def _run(store: Store, rules: Rules, call: Call, fault: str) -> Answer:
    """Executed, and the answer kept under the key, in one transaction."""
    act = route(call.method, call.path, call.params)
    with store.transaction() as connection:
        work = Work(connection, clock.read(connection), rules, Cause(call.id, call.key))
        work.declines = fault == "decline"
        try:
            with _savepoint(connection):
                document = act(work)
                _spoil(work, fault)
            result = _written(call, 200, document)
        except Refusal as refusal:
            if not refusal.began:
                raise
            result = _written(call, refusal.status, {"error": refusal.error})
        if call.key:
            idempotency.keep(connection, call.key, result[1], result[0])
    return result


@contextmanager
def _savepoint(connection: sqlite3.Connection) -> Iterator[None]:
    """What a refused request wrote is undone, unless the refusal itself is to stay on record."""
    connection.execute("SAVEPOINT request")
    try:
        yield
    except Refusal as refusal:
        if not refusal.keeps:
            connection.execute("ROLLBACK TO request")
        raise
    finally:
        connection.execute("RELEASE request")


def _spoil(work: Work, fault: str) -> None:
    if fault in ("500", "500_after"):
        raise Refusal(
            500,
            "An unknown error occurred, on demand.",
            kind="api_error",
            keeps=fault == "500_after",
        )
    if work.declines:  # nothing was charged that the bank could have declined
        refusal = declined("card_declined", "generic_decline", "Your card was declined.")
        refusal.keeps = False
        raise refusal


def _written(call: Call, status: int, document: Document) -> Answer:
    if "error" in document:
        document["error"]["request_log_url"] = f"/sandbox/#{call.id}"
    return _headed(call, json.dumps(document, indent=2, ensure_ascii=False), status, {})


def _headed(call: Call, content: str, status: int, more: Mapping[str, str]) -> Answer:
    headers = {"Content-Type": "application/json", "Request-Id": call.id, **more}
    if call.key:
        headers["Idempotency-Key"] = call.key
    if status == 500:  # a repetition would be given the same answer
        headers["Stripe-Should-Retry"] = "false"
    return content, status, Headers(headers)


def refused(refusal: Refusal) -> Answer:
    """For a request that can't even be read."""
    call = Call("", "", {}, None, id=identifier("req_", 14))
    return _written(call, refusal.status, {"error": refusal.error})


def _log(connection: sqlite3.Connection, call: Call) -> None:
    connection.execute(
        "INSERT INTO requests (id, method, path, params, key) VALUES (?, ?, ?, ?, ?)",
        (call.id, call.method, call.path, json.dumps(call.params), call.key),
    )
    connection.execute(
        "DELETE FROM requests WHERE number <= (SELECT max(number) FROM requests) - ?", (LOGGED,)
    )


def made(connection: sqlite3.Connection) -> list[Call]:
    """The last requests, oldest first."""
    rows = connection.execute(
        "SELECT method, path, params, key, status, id FROM requests ORDER BY number"
    )
    calls = [Call(*row) for row in rows]
    return [replace(call, params=json.loads(str(call.params))) for call in calls]
