"""Requests about subscriptions."""

from donations.sandbox import catalogue, shapes
from donations.sandbox.ending import end, has_ended
from donations.sandbox.parameters import (
    fields,
    flag,
    integer,
    merged,
    metadata,
    one_of,
    or_empty,
    positive,
    rows,
    text,
)
from donations.sandbox.refusals import Document, Refusal, invalid, missing
from donations.sandbox.work import Work

FEEDBACK = one_of(
    *"""customer_service low_quality missing_features other switched_service too_complex
    too_expensive unused""".split()
)
DETAILS = fields({"comment": or_empty(text), "feedback": or_empty(FEEDBACK)})
PAUSE = fields(
    {
        "behavior": one_of("keep_as_draft", "mark_uncollectible", "void"),
        "resumes_at": integer,
    },
    required="behavior",
)
ITEM = fields({"id": text, "price_data": catalogue.PRICE_DATA_OF_ITEM, "quantity": positive})
UPDATE = fields(
    {
        "cancel_at_period_end": flag,
        "cancellation_details": DETAILS,
        "default_payment_method": text,
        "items": rows(ITEM, most=20),
        "metadata": or_empty(metadata),
        "pause_collection": or_empty(PAUSE),
        "proration_behavior": one_of("always_invoice", "create_prorations", "none"),
    }
)
CANCEL = fields(
    {
        "cancellation_details": DETAILS,
        "invoice_now": flag,
        "prorate": flag,
    }
)


def update(work: Work, params: Document, identifier: str) -> Document:
    subscription = work.get("subscription", identifier)
    if has_ended(subscription) and set(params) - {"cancellation_details", "metadata"}:
        raise Refusal(
            400,
            "A canceled subscription can only update its cancellation_details and metadata.",
            code="invalid_canceled_subscription_fields",
        )
    values: Document = {}
    if "metadata" in params:
        values["metadata"] = merged(subscription["metadata"], params["metadata"])
    if "cancellation_details" in params:
        values["cancellation_details"] = _details(subscription, params)
    if "default_payment_method" in params:
        values["default_payment_method"] = _method(work, subscription, params)
    if "pause_collection" in params:
        values["pause_collection"] = _pause(work, subscription, params["pause_collection"])
    if "cancel_at_period_end" in params:
        values |= _ending(work, subscription, params, values)
    if "items" in params:
        values["items"] = _items(work, subscription, params)
    return work.change(subscription, "customer.subscription.updated", **values)


def cancel(work: Work, params: Document, identifier: str) -> Document:
    """At once. One that has ended is not found, as at Stripe."""
    subscription = work.get("subscription", identifier)
    if has_ended(subscription):
        raise missing("subscription", identifier)
    if params.get("prorate") or params.get("invoice_now"):
        raise Refusal(400, "The sandbox makes no prorations.", param="prorate")
    if "cancellation_details" in params:
        subscription["cancellation_details"] = _details(subscription, params)
    end(work, subscription, "cancellation_requested")
    return subscription


def _details(subscription: Document, params: Document) -> Document:
    return {**subscription["cancellation_details"], **params["cancellation_details"]}


def _method(work: Work, subscription: Document, params: Document) -> str:
    name = params["default_payment_method"]
    method = work.named("payment_method", name, "default_payment_method")
    if method["customer"] != subscription["customer"]:
        raise Refusal(
            400,
            f"The customer does not have a payment method with the ID {name}. The payment method"
            " must be attached to the customer.",
            code="resource_missing",
            param="default_payment_method",
        )
    return str(name)


def _pause(work: Work, subscription: Document, pause: Document | None) -> Document | None:
    if pause is None:
        return None
    resumes_at = pause.get("resumes_at")
    if resumes_at is not None:
        if resumes_at <= work.now:
            raise invalid("resumes_at must be in the future", "pause_collection[resumes_at]")
        work.plan(resumes_at, "resume", subscription["id"])
    return {"behavior": pause["behavior"], "resumes_at": resumes_at}


def _ending(work: Work, subscription: Document, params: Document, values: Document) -> Document:
    wanted = params["cancel_at_period_end"]
    details: Document = values.get("cancellation_details") or subscription["cancellation_details"]
    period_end = subscription["items"]["data"][0]["current_period_end"]
    return {
        "cancel_at": period_end if wanted else None,
        "cancel_at_period_end": wanted,
        "canceled_at": (subscription["canceled_at"] or work.now) if wanted else None,
        "cancellation_details": {
            **details,
            "reason": "cancellation_requested" if wanted else None,
        },
    }


def _items(work: Work, subscription: Document, params: Document) -> Document:
    """The one item, with another amount from the next invoice on."""
    [item] = subscription["items"]["data"]
    changes = params["items"]
    if len(changes) != 1 or changes[0].get("id") != item["id"]:
        raise Refusal(
            400,
            "The sandbox has subscriptions of one item: name it by its id, or Stripe would add"
            " another beside it.",
            param="items",
        )
    if "price_data" in changes[0]:
        if params.get("proration_behavior") != "none":
            raise Refusal(
                400,
                "The sandbox makes no prorations: without proration_behavior=none Stripe would.",
                param="proration_behavior",
            )
        price = _price(work, subscription, item, changes[0]["price_data"])
        item = {**item, "price": price, "plan": shapes.plan(price)}
    item["quantity"] = changes[0].get("quantity", item["quantity"])
    return {**subscription["items"], "data": [item]}


def _price(work: Work, subscription: Document, item: Document, data: Document) -> Document:
    name = "items[0][price_data]"
    price = catalogue.price_from(work, data, name)
    if price["currency"] != subscription["currency"]:
        raise Refusal(
            400,
            "The price specified only supports"
            f" `{price['currency']}`. This doesn't match the expected currency:"
            f" `{subscription['currency']}`.",
            param=f"{name}[currency]",
        )
    if price["recurring"] != item["price"]["recurring"]:
        raise Refusal(
            400,
            "The sandbox can't change the interval: Stripe would begin another period and charge"
            " at once.",
            param=f"{name}[recurring]",
        )
    return price
