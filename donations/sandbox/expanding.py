"""`expand[]`: ids replaced by what they name, and parts that Stripe leaves out unless asked."""

from typing import Any

from donations.sandbox.refusals import Document, invalid
from donations.sandbox.shapes import listed
from donations.sandbox.work import Work

DEEPEST = 4  # levels, counting every name between dots
KINDS = {
    "charge": "charge",
    "customer": "customer",
    "default_payment_method": "payment_method",
    "invoice": "invoice",
    "latest_charge": "charge",
    "latest_invoice": "invoice",
    "payment_intent": "payment_intent",
    "payment_method": "payment_method",
    "product": "product",
    "setup_intent": "setup_intent",
    "subscription": "subscription",
}
PLAIN = {("charge", "payment_method"), ("subscription_item", "subscription")}  # only ever ids


def expand(work: Work, document: Document, paths: list[str]) -> Document:
    """Raises Refusal (400) for what can't be expanded. Nothing is stored."""
    for path in paths:
        names = path.split(".")
        if len(names) > DEEPEST:
            raise invalid(
                f"You cannot expand more than {DEEPEST} levels of a property. Property: {path}",
                "expand",
            )
        _expand(work, document, names, path)
    return document


def _expand(work: Work, document: Document, names: list[str], path: str) -> None:
    name, rest = names[0], names[1:]
    if document.get("object") == "list" and name == "data" and rest:
        for part in document["data"]:
            _expand(work, part, rest, path)
        return
    kind, value = str(document.get("object")), document.get(name)
    if (kind, name) in INCLUDED and value is None:
        value = document[name] = INCLUDED[kind, name](work, document)
    elif isinstance(value, str) and name in KINDS and (kind, name) not in PLAIN:
        value = document[name] = _named(work, name, value, path)
    elif not _is_expandable(document, name, rest):
        raise _impossible(path)
    if rest and isinstance(value, dict):
        _expand(work, value, rest, path)


def _is_expandable(document: Document, name: str, rest: list[str]) -> bool:
    """An object to go on from, one expanded before, or one that isn't there this time."""
    if isinstance(document.get(name), dict):
        return bool(rest) or name in KINDS
    return name in document and document[name] is None and name in KINDS


def _named(work: Work, name: str, value: str, path: str) -> Document:
    found = work.find(KINDS[name], value)
    if found is None:
        raise _impossible(path)
    if found.get("deleted"):
        found.pop("created", None)
    return found


def _impossible(path: str) -> Exception:
    return invalid(f"This property cannot be expanded ({path}).", "expand")


def _payments(work: Work, invoice: Document) -> Document:
    data = work.every("invoice_payment", invoice=invoice["id"])
    return listed(data, f"/v1/invoice_payments?invoice={invoice['id']}")


def _line_items(work: Work, session: Document) -> Document:
    data = work.hidden(session["id"])["items"]
    return listed(data, f"/v1/checkout/sessions/{session['id']}/line_items")


def _refunds(work: Work, charge: Document) -> Document:
    data = work.every("refund", charge=charge["id"])
    return listed(data, f"/v1/charges/{charge['id']}/refunds")


def _subscriptions(work: Work, customer: Document) -> Document:
    data = [s for s in work.every("subscription", customer=customer["id"]) if not s["ended_at"]]
    return listed(data, f"/v1/customers/{customer['id']}/subscriptions")


def _confirmation_secret(work: Work, invoice: Document) -> Any:
    payments = work.every("invoice_payment", invoice=invoice["id"], status="open")
    if not payments:
        return None
    intent = work.get("payment_intent", payments[0]["payment"]["payment_intent"])
    return {"client_secret": intent["client_secret"], "type": "payment_intent"}


INCLUDED = {
    ("charge", "refunds"): _refunds,
    ("checkout.session", "line_items"): _line_items,
    ("customer", "subscriptions"): _subscriptions,
    ("invoice", "confirmation_secret"): _confirmation_secret,
    ("invoice", "payments"): _payments,
}
