"""Every endpoint the sandbox has: what it takes, and what does it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from donations.sandbox import (
    catalogue,
    checkout,
    customers,
    expanding,
    invoices,
    listing,
    refunds,
    subscriptions,
)
from donations.sandbox.listing import INVOICES, OF_CHARGE, SESSIONS, Act, checks
from donations.sandbox.parameters import Check, fields, rows, text
from donations.sandbox.refusals import Document, Refusal
from donations.sandbox.work import Work

NOTHING = fields({})
EXPAND = rows(text, most=20)


@dataclass(frozen=True)
class Endpoint:
    method: str
    template: str
    check: Check
    act: Act

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.template.replace("{id}", "([^/]+)"))


def retrieving(kind: str) -> Act:
    return lambda work, params, identifier: work.get(kind, identifier)


def _retrieve(path: str, kind: str) -> Endpoint:
    return Endpoint("GET", f"{path}/{{id}}", NOTHING, retrieving(kind))


def _list(path: str, kind: str, filters: dict[str, str]) -> Endpoint:
    return Endpoint("GET", path, checks(filters), listing.listing(kind, path, filters))


SESSION, SUBSCRIPTION = "/v1/checkout/sessions", "/v1/subscriptions"
INVOICE, WARNING = "/v1/invoices", "/v1/radar/early_fraud_warnings"
CUSTOMER, OF_CUSTOMER = "/v1/customers", {"customer": "customer"}

ENDPOINTS = [
    Endpoint("POST", SESSION, checkout.CREATE, checkout.create),
    Endpoint("POST", f"{SESSION}/{{id}}/expire", NOTHING, checkout.expire),
    _retrieve(SESSION, "checkout.session"),
    _list(SESSION, "checkout.session", SESSIONS),
    Endpoint("POST", "/v1/products", catalogue.CREATE, catalogue.create),
    _retrieve("/v1/products", "product"),
    Endpoint("GET", f"{CUSTOMER}/{{id}}", NOTHING, customers.retrieve),
    Endpoint("POST", f"{CUSTOMER}/{{id}}", customers.UPDATE, customers.update),
    Endpoint("DELETE", f"{CUSTOMER}/{{id}}", NOTHING, customers.delete),
    Endpoint(
        "GET",
        SUBSCRIPTION,
        checks(OF_CUSTOMER, status=listing.STATUSES),
        listing.subscriptions,
    ),
    _retrieve(SUBSCRIPTION, "subscription"),
    Endpoint("POST", f"{SUBSCRIPTION}/{{id}}", subscriptions.UPDATE, subscriptions.update),
    Endpoint("DELETE", f"{SUBSCRIPTION}/{{id}}", subscriptions.CANCEL, subscriptions.cancel),
    _list(INVOICE, "invoice", INVOICES),
    _retrieve(INVOICE, "invoice"),
    Endpoint("POST", f"{INVOICE}/{{id}}", invoices.UPDATE, invoices.update),
    Endpoint("POST", f"{INVOICE}/{{id}}/void", NOTHING, invoices.void),
    Endpoint("POST", f"{INVOICE}/{{id}}/pay", invoices.PAY, invoices.pay),
    _list("/v1/payment_intents", "payment_intent", OF_CUSTOMER),
    _retrieve("/v1/payment_intents", "payment_intent"),
    _list("/v1/charges", "charge", {**OF_CUSTOMER, "payment_intent": ""}),
    _retrieve("/v1/charges", "charge"),
    Endpoint("POST", "/v1/refunds", refunds.CREATE, refunds.create),
    _list("/v1/refunds", "refund", OF_CHARGE),
    _retrieve("/v1/refunds", "refund"),
    _list("/v1/disputes", "dispute", OF_CHARGE),
    _retrieve("/v1/disputes", "dispute"),
    _list(WARNING, "radar.early_fraud_warning", OF_CHARGE),
    _retrieve(WARNING, "radar.early_fraud_warning"),
    _retrieve("/v1/setup_intents", "setup_intent"),
    _retrieve("/v1/payment_methods", "payment_method"),
    Endpoint("GET", "/v1/events", listing.EVENT_CHECKS, listing.events),
    Endpoint("GET", "/v1/events/{id}", NOTHING, listing.retrieve_event),
]


def route(method: str, path: str, params: Document) -> Callable[[Work], Document]:
    """What answers such a request, its parameters checked. Raises Refusal."""
    for endpoint in ENDPOINTS:
        match = endpoint.pattern.fullmatch(path)
        if match and endpoint.method == method:
            return _prepared(endpoint, dict(params), match.groups())
    raise Refusal(404, f"Unrecognized request URL ({method}: {path}).", began=False)


def _prepared(
    endpoint: Endpoint, params: Document, identifiers: tuple[str, ...]
) -> Callable[[Work], Document]:
    paths = EXPAND(params.pop("expand"), "expand") if "expand" in params else []
    values = endpoint.check(params, "")

    def act(work: Work) -> Document:
        return expanding.expand(work, endpoint.act(work, values, *identifiers), paths)

    return act
