"""From the SDK's objects to our values. Reads attributes and imports nothing of Stripe's."""

from typing import Any

from donations import remote

EARLY = 12 * 3600  # seconds a pause ends before the charge that is to be the first again


def id_of(thing: Any) -> str:
    """Of an object, of its bare id, or of nothing."""
    return str(getattr(thing, "id", thing) or "")


def _get(thing: Any, path: str) -> Any:
    """What a path of attributes leads to; None where it breaks off."""
    for name in path.split("."):
        thing = getattr(thing, name, None)
    return thing


def session(it: Any) -> remote.Session:
    return remote.Session(
        id=it.id,
        url=it.url or "",
        mode=it.mode,
        status=it.status or "",
        payment_status=it.payment_status,
        key=it.client_reference_id or "",
        created=it.created,
        expires=it.expires_at,
        customer=id_of(it.customer),
        subscription=id_of(it.subscription),
        payment_intent=id_of(it.payment_intent),
        setup_intent=id_of(_get(it, "setup_intent")),
        email=_get(it, "customer_details.email") or "",
    )


def subscription(it: Any) -> remote.Subscription:
    """Of several items, which we never make, the first; its amount times its quantity."""
    item = _get(it, "items").data[0]
    return remote.Subscription(
        id=it.id,
        customer=id_of(it.customer),
        status=it.status,
        is_ending=_is_ending(it, item.current_period_end),
        is_paused=_get(it, "pause_collection") is not None or it.status == "paused",
        resumes=_resumes(it),
        amount=(item.price.unit_amount or 0) * (_get(item, "quantity") or 1),
        currency=it.currency,
        item=item.id,
        product=id_of(item.price.product),
        period_end=item.current_period_end,
        started=it.start_date,
        ended=_get(it, "ended_at"),
        cancel_reason=_get(it, "cancellation_details.reason") or "",
        cancel_comment=_get(it, "cancellation_details.comment") or "",
        key=_metadata(it).get("visit", ""),
        invoice=id_of(_get(it, "latest_invoice")),
        card=card(_get(it, "default_payment_method")),
    )


def _is_ending(it: Any, period_end: int) -> bool:
    """Without another charge: a date of the dashboard's may be many charges ahead."""
    date = _get(it, "cancel_at")
    return bool(it.cancel_at_period_end or (date and date <= period_end))


def _resumes(it: Any) -> int | None:
    moment = _get(it, "pause_collection.resumes_at")
    return moment + EARLY if moment else None


def _metadata(it: Any) -> dict[str, str]:
    found = _get(it, "metadata")
    return {name: str(value) for name, value in (found.to_dict() if found else {}).items()}


def card(method: Any) -> remote.Card | None:
    found = _get(method, "card")
    if found is None:
        return None
    return remote.Card(found.brand, found.last4, found.exp_month, found.exp_year)


def invoice(it: Any) -> remote.Invoice:
    paid = [each for each in (_get(it, "payments.data") or []) if each.status == "paid"]
    return remote.Invoice(
        id=it.id,
        status=it.status or "",
        customer=id_of(it.customer),
        subscription=id_of(_get(it, "parent.subscription_details.subscription")),
        payment_intent=id_of(_get(paid[0], "payment.payment_intent")) if paid else "",
        amount_paid=it.amount_paid,
        amount_due=it.amount_due,
        currency=it.currency,
        created=it.created,
        paid=_get(it, "status_transitions.paid_at"),
        attempts=it.attempt_count,
        next_attempt=_get(it, "next_payment_attempt"),
        page=_get(it, "hosted_invoice_url") or "",
    )


def payment(it: Any) -> remote.Payment:
    return remote.Payment(
        id=it.id,
        status=it.status,
        amount=_get(it, "amount_received") or 0,
        currency=it.currency,
        customer=id_of(_get(it, "customer")),
        created=_get(it, "latest_charge.created") or it.created,
        email=_get(it, "latest_charge.billing_details.email") or "",
    )


def refund(it: Any) -> remote.Refund:
    return remote.Refund(
        id=it.id,
        payment_intent=id_of(_get(it, "payment_intent")),
        amount=it.amount,
        currency=it.currency,
        status=_get(it, "status") or "",
        created=it.created,
    )


def dispute(it: Any) -> remote.Dispute:
    return remote.Dispute(
        id=it.id,
        payment_intent=id_of(_get(it, "payment_intent")),
        amount=it.amount,
        currency=it.currency,
        status=it.status,
        created=it.created,
    )


def warning(it: Any) -> remote.FraudWarning:
    return remote.FraudWarning(
        id=it.id, payment_intent=id_of(_get(it, "payment_intent")), created=it.created
    )


def event(it: Any) -> remote.Event:
    return remote.Event(it.id, it.type, _get(it, "data.object.id") or "", it.created)


def webhook(it: Any, *, is_live: bool, version: str) -> remote.Event:
    """Raises Forged for another mode, another version, another shape."""
    if _get(it, "object") != "event" or not isinstance(_get(it, "id"), str):
        raise remote.Forged("no event")
    if bool(_get(it, "livemode")) != is_live:
        raise remote.Forged("of the wrong mode")
    if _get(it, "api_version") != version:
        raise remote.Forged("of another API version")
    return event(it)
