"""Visits to Stripe's page: opened, found, closed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from donations import remote, translating
from donations.gateway import asking

SESSION_LIFE = 45 * 60  # seconds; Stripe wants 30 minutes at least


def start_once(
    *, amount: int, currency: str, language: str, key: str, attempt: int, addresses: tuple[str, str]
) -> remote.Session:
    """Open a visit to give once.

    `key` is ours, by which the visit is known again; `attempt` counts how often it was tried to open
    it; `addresses` are where Stripe leads back to: done, and not.
    """
    params = _visit("payment", language, key, addresses) | {
        "submit_type": "donate",
        "adaptive_pricing": {"enabled": False},  # what was chosen is what is paid
        "customer_creation": "if_required",
        "line_items": [{"quantity": 1, "price_data": _price(amount, currency)}],
    }
    return _started(params, f"{key}-{attempt}")


def start_monthly(
    *, amount: int, currency: str, language: str, key: str, attempt: int, addresses: tuple[str, str]
) -> remote.Session:
    """Open a visit to give monthly."""
    price = _price(amount, currency) | {"recurring": {"interval": "month"}}
    params = _visit("subscription", language, key, addresses) | {
        "submit_type": "donate",
        "adaptive_pricing": {"enabled": False},
        "line_items": [{"quantity": 1, "price_data": price}],
        "subscription_data": {"metadata": {"visit": key}},
    }
    return _started(params, f"{key}-{attempt}")


def start_card(
    *, customer: str, currency: str, language: str, key: str, addresses: tuple[str, str]
) -> remote.Session:
    """Open a visit to leave another card."""
    params = _visit("setup", language, key, addresses) | {
        "customer": customer,
        "currency": currency,
    }
    return _started(params, key)


def _visit(mode: str, language: str, key: str, addresses: tuple[str, str]) -> dict[str, Any]:
    done, back = addresses
    return {
        "mode": mode,
        "locale": language,
        "client_reference_id": key,
        "success_url": done,
        "cancel_url": back,
        "expires_at": asking.now() + SESSION_LIFE,
    }


def _price(amount: int, currency: str) -> dict[str, Any]:
    return {"currency": currency, "unit_amount": amount, "product": settings.STRIPE_PRODUCT}


def _started(params: dict[str, Any], key: str) -> remote.Session:
    """In an account that has never had a donation, the product they are of is made first."""
    try:
        with asking.asking():
            return translating.session(
                asking.v1().checkout.sessions.create(params, asking.options(key))
            )
    except remote.Missing:
        ensure_product()
    with asking.asking():
        return translating.session(
            asking.v1().checkout.sessions.create(params, asking.options(f"{key}-2"))
        )


def ensure_product() -> None:
    """Whatever the donations are of exists in the account."""
    product = {"id": settings.STRIPE_PRODUCT, "name": settings.SITE_NAME["en"]}
    try:
        with asking.asking():
            asking.v1().products.create(
                product, asking.options(f"product-{settings.STRIPE_PRODUCT}")
            )
    except remote.Refused:  # it exists
        return


def session(session_id: str) -> remote.Session:
    with asking.asking():
        return translating.session(asking.v1().checkout.sessions.retrieve(session_id))


def expire(session_id: str) -> None:
    """Nobody can pay there any more. Raises Refused when it is paid or expired already."""
    with asking.asking():
        asking.v1().checkout.sessions.expire(session_id)


def sessions(since: int) -> Iterator[remote.Session]:
    return asking.pages(lambda: asking.v1().checkout.sessions.list, translating.session, since)
