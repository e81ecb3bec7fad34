"""What the desk shows of the sandbox, and what can be done there."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

from donations import money
from donations.sandbox import clock
from donations.sandbox.engine import Sandbox
from donations.sandbox.refusals import Document
from donations.sandbox.work import Work

SHOWN = 20  # of each kind, the newest
RENEWAL = 2 * clock.HOUR  # a draft waits for one before it is charged


@dataclass(frozen=True)
class Row:
    """A line of a list: what it is, how it stands, and the deeds it can be the subject of."""

    id: str
    amount: str
    status: str
    at: datetime.datetime
    deeds: list[tuple[str, str]] = field(default_factory=list)  # name, subject
    link: str = ""


@dataclass(frozen=True)
class Sent:
    """An event and what became of its webhook."""

    id: str
    type: str
    at: datetime.datetime
    state: str
    attempts: int


DEEDS: dict[str, Callable[[Sandbox, str], object]] = {
    "cancel": Sandbox.cancel_in_dashboard,
    "expire-card": Sandbox.expire_card,
    "renew-card": Sandbox.renew_card,
    "refund": Sandbox.refund_in_dashboard,
    "refund-fails": lambda sandbox, intent: sandbox.refund_in_dashboard(intent, fails=True),
    "dispute": Sandbox.dispute,
    "win": lambda sandbox, dispute: sandbox.close_dispute(dispute, won=True),
    "lose": lambda sandbox, dispute: sandbox.close_dispute(dispute, won=False),
    "warn": Sandbox.warn_of_fraud,
    "settle": lambda sandbox, session: sandbox.settle(session, succeeds=True),
    "fail": lambda sandbox, session: sandbox.settle(session, succeeds=False),
    "again": Sandbox.deliver_again,
}
STEPS: dict[str, Callable[[Sandbox], None]] = {
    "day": lambda sandbox: sandbox.advance(days=1),
    "month": lambda sandbox: sandbox.advance(to=clock.later(sandbox.now, "month", 1) + RENEWAL),
}


def overview(sandbox: Sandbox) -> dict[str, object]:
    """Everything the desk shows, as a template takes it."""
    with sandbox.work() as work:
        lists: dict[str, object] = {
            "now": moment(work.now),
            "subscriptions": [_subscription(work, one) for one in _newest(work, "subscription")],
            "payments": [_payment(work, one) for one in _newest(work, "payment_intent")],
            "waiting": [_waiting(one) for one in _newest(work, "checkout.session", "complete")],
        }
    lists["waiting"] = [row for row in lists["waiting"] if row]  # type: ignore[attr-defined]
    lists["events"] = [
        Sent(name, kind, moment(at), state, attempts)
        for name, kind, at, state, attempts in sandbox.deliveries(SHOWN)
    ]
    lists["faults"] = sandbox.faults.waiting()
    return lists


def moment(seconds: int) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC)


def _newest(work: Work, kind: str, status: str = "") -> list[Document]:
    conditions = ["json_extract(body, '$.status') = ?"] if status else []
    return work.select(kind, conditions, [status] if status else [], SHOWN)


def _subscription(work: Work, subscription: Document) -> Row:
    item = subscription["items"]["data"][0]
    invoice = work.get("invoice", subscription["latest_invoice"])
    deeds = [("expire-card", subscription["customer"]), ("renew-card", subscription["customer"])]
    is_over = subscription["ended_at"] is not None
    return Row(
        subscription["id"],
        money.written(item["price"]["unit_amount"], subscription["currency"]),
        subscription["status"],
        moment(subscription["ended_at"] or item["current_period_end"]),
        [] if is_over else [("cancel", subscription["id"]), *deeds],
        (invoice["hosted_invoice_url"] or "") if invoice["status"] == "open" else "",
    )


def _payment(work: Work, intent: Document) -> Row:
    charge = work.find("charge", intent["latest_charge"] or "")
    disputes = work.every("dispute", payment_intent=intent["id"], status="needs_response")
    status, deeds = intent["status"], []
    if disputes:
        status, deeds = "disputed", [(name, disputes[0]["id"]) for name in ("win", "lose")]
    elif charge and charge["paid"]:
        names = ["warn"] if charge["disputed"] else ["refund", "refund-fails", "dispute", "warn"]
        deeds = [(name, intent["id"]) for name in names]
    if charge and charge["refunded"]:
        status, deeds = "refunded", []
    amount = money.written(intent["amount"], intent["currency"])
    return Row(intent["id"], amount, status, moment(intent["created"]), deeds)


def _waiting(session: Document) -> Row | None:
    """A payment whose bank takes days."""
    if session["payment_status"] != "unpaid":
        return None
    amount = money.written(session["amount_total"], session["currency"])
    deeds = [("settle", session["id"]), ("fail", session["id"])]
    return Row(session["id"], amount, "unpaid", moment(session["created"]), deeds)
