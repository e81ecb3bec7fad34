"""One transaction's view of the documents, the moment it happens at, and what caused it."""

import json
import secrets
import sqlite3
import string
from dataclasses import dataclass

from donations.sandbox.refusals import Document, missing

LETTERS = string.ascii_letters + string.digits


@dataclass(frozen=True)
class Cause:
    """The request that an event answers to; neither when time or a bank was the cause."""

    request: str | None = None
    key: str | None = None


@dataclass
class Rules:
    """How the account is set up in Stripe's dashboard."""

    api_version: str
    events: frozenset[str] | None = None  # what the webhook endpoint hears of; None: everything
    after_retries: str = "cancel"  # or "unpaid": what becomes of a subscription nobody can charge


def identifier(prefix: str, length: int = 24) -> str:
    """Looks like Stripe's, and can't be guessed."""
    return prefix + "".join(secrets.choice(LETTERS) for _ in range(length))


class Work:
    """Documents are copies: what is changed in one must be `put` or made by `change`.

    Beside each document lie `hidden` values, which Stripe knows and doesn't tell.
    """

    def __init__(
        self, connection: sqlite3.Connection, now: int, rules: Rules, cause: Cause | None = None
    ) -> None:
        self.connection = connection
        self.now = now
        self.rules = rules
        self.cause = cause or Cause()
        self.declines = False  # the next charge is declined, whatever the card

    def find(self, kind: str, identifier: str) -> Document | None:
        row = self.connection.execute(
            "SELECT body FROM documents WHERE id = ? AND kind = ?", (identifier, kind)
        ).fetchone()
        return None if row is None else json.loads(row[0])

    def get(self, kind: str, identifier: str) -> Document:
        """What is known to be there. Raises Refusal (404) all the same when it is not."""
        return self.named(kind, identifier, "id", 404)

    def named(self, kind: str, identifier: str, param: str, status: int = 400) -> Document:
        """What a parameter names. Raises Refusal when there is none, or it was deleted."""
        document = self.find(kind, identifier)
        if document is None or document.get("deleted"):
            raise missing(kind.rpartition(".")[2], identifier, param=param, status=status)
        return document

    def put(self, document: Document, **hidden: object) -> Document:
        """Store a new document, or a changed one; its hidden values are added to."""
        self.connection.execute(
            """INSERT INTO documents (id, kind, body) VALUES (?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET body = excluded.body""",
            (document["id"], document["object"], json.dumps(document)),
        )
        if hidden:
            self.hide(document["id"], **hidden)
        return document

    def hide(self, identifier: str, **values: object) -> None:
        self.connection.execute(
            "UPDATE documents SET hidden = json_patch(hidden, ?) WHERE id = ?",
            (json.dumps(values), identifier),
        )

    def hidden(self, identifier: str) -> Document:
        row = self.connection.execute(
            "SELECT hidden FROM documents WHERE id = ?", (identifier,)
        ).fetchone()
        return dict(json.loads(row[0]))

    def every(self, kind: str, **values: object) -> list[Document]:
        """Documents whose fields have these values, newest first."""
        return self.select(
            kind,
            [f"json_extract(body, '$.{name}') = ?" for name in values],
            list(values.values()),
        )

    def select(
        self, kind: str, conditions: list[str], values: list[object], limit: int = -1
    ) -> list[Document]:
        """Newest first; the conditions are SQL over `body` and `number`."""
        rows = self.connection.execute(
            f"SELECT body FROM documents WHERE {' AND '.join(['kind = ?', *conditions])}"  # noqa: S608 ours
            " ORDER BY json_extract(body, '$.created') DESC, number DESC LIMIT ?",
            [kind, *values, limit],
        )
        return [json.loads(body) for (body,) in rows]

    def change(self, document: Document, event: str | None = None, **values: object) -> Document:
        """Set fields of a stored document and tell of it, with what they were before."""
        before = {
            name: document.get(name)
            for name, value in values.items()
            if document.get(name) != value
        }
        document.update(values)
        self.put(document)
        if event and (before or not event.endswith(".updated")):
            self.emit(event, document, before if event.endswith(".updated") else None)
        return document

    def plan(self, at: int, deed: str, subject: str) -> None:
        """Have `agenda` do the deed when its time comes."""
        self.connection.execute(
            "INSERT INTO agenda (at, deed, subject) VALUES (?, ?, ?)", (at, deed, subject)
        )

    def emit(self, event: str, document: Document, before: Document | None = None) -> None:
        """Tell webhooks, with the document as it is at this moment."""
        data: Document = {"object": document}
        if before is not None:
            data["previous_attributes"] = before
        is_heard = self.rules.events is None or event in self.rules.events
        body = {
            "id": identifier("evt_1"),
            "object": "event",
            "api_version": self.rules.api_version,
            "created": self.now,
            "data": data,
            "livemode": False,
            "pending_webhooks": int(is_heard),
            "request": {"id": self.cause.request, "idempotency_key": self.cause.key},
            "type": event,
        }
        self.put(body)
        self.connection.execute(
            """INSERT INTO deliveries (event, number, state)
            SELECT id, number, ? FROM documents WHERE id = ?""",
            ("waiting" if is_heard else "not sent", body["id"]),
        )
