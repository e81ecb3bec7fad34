"""Requests about Checkout sessions: what may be asked of the hosted page."""

from donations.sandbox import catalogue, payment_shapes, shapes
from donations.sandbox.clock import DAY, MINUTE
from donations.sandbox.parameters import (
    Check,
    address,
    chargeable,
    currency,
    fields,
    flag,
    integer,
    metadata,
    one_of,
    positive,
    rows,
    suffix,
    text,
    up_to,
)
from donations.sandbox.refusals import Document, Refusal, invalid, missing_parameter
from donations.sandbox.work import Work, identifier

LOCALES = """auto bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hr hu id it ja ko lt lv ms mt
    nb nl pl pt pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW""".split()
LINE_ITEM = fields({"price_data": catalogue.PRICE_DATA, "quantity": positive}, "price_data")
FOR_MODE: dict[str, dict[str, Check]] = {
    "payment": {
        "customer_creation": one_of("always", "if_required"),
        "line_items": rows(LINE_ITEM),
        "payment_intent_data": fields(
            {
                "description": up_to(1000),
                "metadata": metadata,
                "setup_future_usage": one_of("off_session", "on_session"),
                "statement_descriptor_suffix": suffix,
            }
        ),
        "submit_type": one_of("auto", "book", "donate", "pay", "subscribe"),
    },
    "subscription": {
        "line_items": rows(LINE_ITEM, most=1),
        "payment_method_collection": one_of("always", "if_required"),
        "submit_type": one_of("auto", "book", "donate", "pay", "subscribe"),
        "subscription_data": fields({"description": up_to(500), "metadata": metadata}),
    },
    "setup": {
        "setup_intent_data": fields({"description": up_to(1000), "metadata": metadata}),
    },
}
FOR_ALL: dict[str, Check] = {
    "adaptive_pricing": fields({"enabled": flag}, "enabled"),
    "billing_address_collection": one_of("auto", "required"),
    "cancel_url": address,
    "client_reference_id": up_to(200),
    "currency": currency,
    "customer": text,
    "customer_email": up_to(800),
    "expires_at": integer,
    "locale": one_of(*LOCALES),
    "metadata": metadata,
    "mode": one_of("payment", "setup", "subscription"),
    "origin_context": one_of("mobile_app", "web"),
    "success_url": address,
    "ui_mode": one_of("hosted_page"),
}
CREATE = fields(
    {**FOR_ALL, **FOR_MODE["payment"], **FOR_MODE["subscription"], **FOR_MODE["setup"]}, "mode"
)


def create(work: Work, params: Document) -> Document:
    mode = params["mode"]
    _check_mode(mode, params)
    if "customer" in params:
        work.named("customer", params["customer"], "customer")
    session = shapes.session(work.now, mode)
    session["expires_at"] = _expiry(work.now, params.get("expires_at"))
    session["customer_email"] = params.get("customer_email")
    for name in """billing_address_collection cancel_url client_reference_id currency customer
            customer_creation locale metadata origin_context payment_method_collection submit_type
            success_url""".split():
        session[name] = params.get(name, session[name])
    if "adaptive_pricing" in params and mode != "setup":
        session["adaptive_pricing"] = params["adaptive_pricing"]
    if mode == "subscription" and session["customer"]:
        session["customer_creation"] = None
    items = _line_items(work, session, params.get("line_items", []))
    if mode == "setup":
        _begin_setup(work, session, params.get("setup_intent_data", {}))
    data = params.get("payment_intent_data") or params.get("subscription_data") or {}
    work.put(session, items=items, data=data)
    work.plan(session["expires_at"], "expire", session["id"])
    return session


def _check_mode(mode: str, params: Document) -> None:
    if "success_url" not in params:
        raise missing_parameter("success_url")
    if "customer" in params and "customer_email" in params:
        raise invalid(
            "You may only specify one of these parameters: customer, customer_email.", "customer"
        )
    for name in params:
        if name not in FOR_ALL and name not in FOR_MODE[mode]:
            raise invalid(f"You can not pass `{name}` in `{mode}` mode.", name)
    if mode != "setup" and not params.get("line_items"):
        raise missing_parameter("line_items")
    if mode == "setup" and "currency" not in params:
        raise missing_parameter("currency")


def _expiry(now: int, wanted: int | None) -> int:
    if wanted is None:
        return now + DAY
    if wanted < now + 30 * MINUTE:
        raise Refusal(
            400,
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.",
            param="expires_at",
        )
    if wanted > now + DAY:
        raise Refusal(
            400,
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
            param="expires_at",
        )
    return wanted


def _line_items(work: Work, session: Document, sent: list[Document]) -> list[Document]:
    """What is sold, with its prices; the session gets the total."""
    items = []
    for number, item in enumerate(sent):
        name = f"line_items[{number}]"
        if "quantity" not in item:
            raise missing_parameter(f"{name}[quantity]")
        price = catalogue.price_from(work, item["price_data"], f"{name}[price_data]")
        _check_price(session, price, name)
        items.append(_line_item(work, price, item["quantity"]))
    if items:
        total = sum(item["amount_total"] for item in items)
        chargeable(total, session["currency"], "line_items")
        session.update(amount_subtotal=total, amount_total=total)
        session["total_details"] = {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0}
    return items


def _check_price(session: Document, price: Document, name: str) -> None:
    if session["mode"] == "payment" and price["recurring"]:
        raise Refusal(
            400,
            "You specified `payment` mode but passed a recurring price. Either switch to"
            " `subscription` mode or use only one-time prices.",
            param="mode",
        )
    if session["mode"] == "subscription" and not price["recurring"]:
        raise Refusal(
            400,
            "You must provide at least one recurring price in `subscription` mode when using prices.",
            param="line_items",
        )
    session["currency"] = session["currency"] or price["currency"]
    if session["currency"] != price["currency"]:
        raise Refusal(
            400,
            "All line items and the session must have the same currency.",
            param=f"{name}[price_data][currency]",
        )


def _line_item(work: Work, price: Document, quantity: int) -> Document:
    total = price["unit_amount"] * quantity
    return {
        "id": identifier("li_1"),
        "object": "item",
        "amount_discount": 0,
        "amount_subtotal": total,
        "amount_tax": 0,
        "amount_total": total,
        "currency": price["currency"],
        "description": work.get("product", price["product"])["name"],
        "price": price,
        "quantity": quantity,
    }


def _begin_setup(work: Work, session: Document, data: Document) -> None:
    intent = payment_shapes.setup_intent(work.now, session["customer"], data.get("metadata", {}))
    intent["description"] = data.get("description")
    work.put(intent)
    work.emit("setup_intent.created", intent)
    session["setup_intent"] = intent["id"]


def expire(work: Work, params: Document, identifier: str) -> Document:
    session = work.get("checkout.session", identifier)
    if session["status"] != "open":
        raise Refusal(
            400,
            'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout'
            f" Session has a status of `{session['status']}`.",
        )
    return close(work, session)


def close(work: Work, session: Document) -> Document:
    return work.change(session, "checkout.session.expired", status="expired", url=None)


def expire_due(work: Work, identifier: str) -> None:
    session = work.get("checkout.session", identifier)
    if session["status"] == "open":
        close(work, session)
