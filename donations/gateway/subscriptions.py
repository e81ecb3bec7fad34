"""Monthly donations at Stripe: found, changed, ended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from donations import remote, translating
from donations.gateway import asking

EXPANDED = {"expand": ["default_payment_method"]}


def subscription(subscription_id: str) -> remote.Subscription:
    with asking.asking():
        found = asking.v1().subscriptions.retrieve(subscription_id, EXPANDED)
        return translating.subscription(found)


def subscriptions(since: int) -> Iterator[remote.Subscription]:
    """Begun since then, ended ones too."""
    return asking.pages(
        lambda: asking.v1().subscriptions.list, translating.subscription, since, status="all"
    )


def running_subscriptions() -> Iterator[remote.Subscription]:
    """Of any age, all that have not ended."""
    return asking.pages(lambda: asking.v1().subscriptions.list, translating.subscription, 0)


def set_ending(
    subscription_id: str, *, is_ending: bool, key: str, why: str = ""
) -> remote.Subscription:
    """Whether it ends with the period that is paid for. `why` is a word of ours that Stripe keeps."""
    change = {"cancel_at_period_end": is_ending, "cancellation_details": {"comment": why}}
    return _updated(subscription_id, change, key)


def cancel(subscription_id: str, *, why: str) -> None:
    """End it now. Raises Missing when it is over already."""
    params = {
        "invoice_now": False,
        "prorate": False,
        "cancellation_details": {"comment": why},
    }
    with asking.asking():
        asking.v1().subscriptions.cancel(subscription_id, params)


def pause(subscription_id: str, *, until: int, key: str) -> remote.Subscription:
    """No charge before that of a moment; Stripe goes on by itself, whether our site is up or not."""
    resumes = until - translating.EARLY
    change = {"pause_collection": {"behavior": "void", "resumes_at": resumes}}
    return _updated(subscription_id, change, key)


def unpause(subscription_id: str, *, key: str) -> remote.Subscription:
    return _updated(subscription_id, {"pause_collection": ""}, key)


def set_amount(known: remote.Subscription, amount: int, *, key: str) -> remote.Subscription:
    """From the next charge on."""
    price = {
        "currency": known.currency,
        "product": known.product,
        "unit_amount": amount,
        "recurring": {"interval": "month"},
    }
    items = [{"id": known.item, "price_data": price}]
    return _updated(known.id, {"items": items, "proration_behavior": "none"}, key)


def set_card(subscription_id: str, payment_method: str, *, key: str) -> remote.Subscription:
    return _updated(subscription_id, {"default_payment_method": payment_method}, key)


def card_left(setup_intent_id: str) -> str:
    """Id of the payment method that a visit to leave a card ended with. Raises Missing if none."""
    with asking.asking():
        intent = asking.v1().setup_intents.retrieve(setup_intent_id)
    if intent.status != "succeeded" or not intent.payment_method:
        raise remote.Missing("no card was left")
    return translating.id_of(intent.payment_method)


def _updated(subscription_id: str, change: dict[str, Any], key: str) -> remote.Subscription:
    with asking.asking():
        found = asking.v1().subscriptions.update(
            subscription_id, change | EXPANDED, asking.options(key)
        )
        return translating.subscription(found)
