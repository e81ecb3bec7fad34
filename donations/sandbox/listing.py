"""Lists, newest first, page by page."""

import json
from collections.abc import Callable, Mapping

from donations.sandbox.clock import DAY
from donations.sandbox.parameters import (
    BOUNDS,
    Check,
    fields,
    one_of,
    positive,
    rows,
    span,
    text,
)
from donations.sandbox.refusals import Document, invalid, missing
from donations.sandbox.work import Work

Act = Callable[..., Document]
EVENTS_KEPT = 30 * DAY  # seconds


def limit(value: object, name: str) -> int:
    number = positive(value, name)
    if number > 100:
        raise invalid("This value must be less than or equal to 100.", name)
    return number


PAGING: dict[str, Check] = {"limit": limit, "starting_after": text}
# Where in a document the value lies that a parameter asks for.
SUBSCRIPTION = "parent.subscription_details.subscription"
INVOICES = {"customer": "customer", "status": "status", "subscription": SUBSCRIPTION}
SESSIONS = dict.fromkeys(["customer", "payment_intent", "status", "subscription"], "")
OF_CHARGE = dict.fromkeys(["charge", "payment_intent"], "")

STATUSES = one_of(
    *"""active all canceled ended incomplete incomplete_expired past_due paused trialing
    unpaid""".split()
)


def checks(filters: Mapping[str, str], **others: Check) -> Check:
    return fields({**PAGING, "created": span, **dict.fromkeys(filters, text), **others})


def listing(kind: str, url: str, filters: Mapping[str, str]) -> Act:
    """An endpoint that lists documents of a kind; filters are parameters and their places."""

    def act(work: Work, params: Document) -> Document:
        conditions, values = _filtered(params, filters)
        return page(work, kind, url, params, conditions, values)

    return act


def subscriptions(work: Work, params: Document) -> Document:
    """Without a status, those that have not been cancelled."""
    conditions, values = _filtered(params, {"customer": "customer"})
    if "customer" in params and not work.find("customer", params["customer"]):
        raise missing("customer", params["customer"], param="customer", status=400)
    status = "json_extract(body, '$.status')"
    wanted = params.get("status")
    if wanted is None:
        conditions.append(f"{status} != 'canceled'")
    elif wanted == "ended":
        conditions.append(f"{status} IN ('canceled', 'incomplete_expired')")
    elif wanted != "all":
        conditions.append(f"{status} = ?")
        values.append(wanted)
    return page(work, "subscription", "/v1/subscriptions", params, conditions, values)


EVENT_CHECKS = checks({}, type=text, types=rows(text, most=20))


def events(work: Work, params: Document) -> Document:
    """Of the last 30 days."""
    conditions, values = _filtered(params, {})
    conditions.append("json_extract(body, '$.created') >= ?")
    values.append(work.now - EVENTS_KEPT)
    if "type" in params and "types" in params:
        raise invalid("You may only specify one of these parameters: type, types.", "type")
    types = params.get("types", [params["type"]] if "type" in params else [])
    if types:
        conditions.append("json_extract(body, '$.type') IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(types))
    return page(work, "event", "/v1/events", params, conditions, values)


def retrieve_event(work: Work, params: Document, identifier: str) -> Document:
    event = work.get("event", identifier)
    if event["created"] < work.now - EVENTS_KEPT:
        raise missing("event", identifier)
    return event


def page(
    work: Work,
    kind: str,
    url: str,
    params: Document,
    conditions: list[str],
    values: list[object],
) -> Document:
    size = params.get("limit", 10)
    if "starting_after" in params:
        last = work.named(kind, params["starting_after"], "starting_after")
        conditions.append(
            """(json_extract(body, '$.created'), number) <
            (SELECT json_extract(body, '$.created'), number FROM documents WHERE id = ?)"""
        )
        values.append(last["id"])
    data = work.select(kind, conditions, values, size + 1)
    return {"object": "list", "data": data[:size], "has_more": len(data) > size, "url": url}


def _filtered(params: Document, filters: Mapping[str, str]) -> tuple[list[str], list[object]]:
    conditions, values = [], []
    for name, place in filters.items():
        if name in params:
            conditions.append(f"json_extract(body, '$.{place or name}') = ?")
            values.append(params[name])
    created = params.get("created", {})
    bounds = created if isinstance(created, dict) else {"gte": created, "lte": created}
    for name, moment in bounds.items():
        conditions.append(f"json_extract(body, '$.created') {BOUNDS[name]} ?")
        values.append(moment)
    return conditions, values
