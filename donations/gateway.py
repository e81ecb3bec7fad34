"""The one door to Stripe: every call we make, in the pinned version, with our values and our errors.

Calls wait at most TIMEOUT seconds a try and are tried three times; each writing call takes the key by
which Stripe knows a repetition, made by the caller from our row and its attempt. Without one, what is
asked for is the same however often it is asked. `Unavailable` says nothing about whether it was done.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar

import stripe
from django.conf import settings
from django.utils.module_loading import import_string

from donations import remote, translating

API_VERSION = "2026-10-28.endive"  # what the code was written for; webhooks of another are refused
TIMEOUT = 10  # seconds of one try
RETRIES = 2
TOLERANCE = 300  # seconds a webhook may be old, or ahead of our clock
SESSION_LIFE = 45 * 60  # seconds; Stripe wants 30 minutes at least
SANDBOX_KEY = "sk_test_sandbox"
SANDBOX_SECRET = "whsec_sandbox"  # noqa: S105  the sandbox's, which signs nothing of worth
GONE = ("resource_missing",)
SIGNED_AT = re.compile(
    r"(?:^|,)\s*t=([0-9]{1,19})"
)  # what is longer than any time is read no further

T = TypeVar("T")

stripe.enable_telemetry = False  # it would keep a number for this machine in the home directory


class Transport(stripe.HTTPClient):  # type: ignore[misc]  # the SDK's own types are left out
    """Takes requests to the sandbox in this process instead of the network."""

    name = "sandbox"

    def __init__(self, answer: Callable[..., tuple[str, int, dict[str, str]]]) -> None:
        super().__init__()
        self.answer = answer

    def request(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[str, int, dict[str, str]]:
        try:
            return self.answer(method, url, headers, post_data)
        except OSError as error:  # no connection, or no answer in time
            raise stripe.APIConnectionError(type(error).__name__, should_retry=True) from None

    def close(self) -> None:
        """Nothing is open."""


@cache
def _client(key: str, transport: str) -> Any:
    http = (
        Transport(import_string(transport)) if transport else stripe.RequestsClient(timeout=TIMEOUT)
    )
    client = stripe.StripeClient(
        key, http_client=http, max_network_retries=RETRIES, stripe_version=API_VERSION
    )
    return client.v1


def _v1() -> Any:
    key = settings.STRIPE_SECRET_KEY or SANDBOX_KEY
    return _client(key, settings.STRIPE_TRANSPORT)


@contextmanager
def _asking() -> Iterator[None]:
    """Stripe's errors become ours, and leave behind what they quote."""
    try:
        yield
    except stripe.CardError as error:
        said = getattr(error.error, "decline_code", None) or error.code
        raise remote.Declined(str(said or "card_declined")) from None
    except (stripe.RateLimitError, stripe.APIConnectionError, stripe.APIError) as error:
        raise remote.Unavailable(type(error).__name__) from None
    except stripe.IdempotencyError:
        raise remote.Refused("idempotency key reused for something else") from None
    except stripe.InvalidRequestError as error:
        reason = str(error.code or "invalid request")
        raise (remote.Missing if error.code in GONE else remote.Refused)(reason) from None
    except stripe.StripeError as error:  # a key that is wrong or may too little, and what is new
        status = getattr(error, "http_status", None) or 0
        is_away = status in (409, 429) or status >= 500
        reason = f"{type(error).__name__} {status}"
        raise (remote.Unavailable if is_away else remote.Refused)(reason) from None


def now() -> int:
    """Seconds since 1970 by Stripe's clock: the sandbox's can be moved."""
    return int(import_string(settings.STRIPE_CLOCK)())


def _options(key: str) -> dict[str, str]:
    return {"idempotency_key": key}


# Visits to Stripe's page


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
        "expires_at": now() + SESSION_LIFE,
    }


def _price(amount: int, currency: str) -> dict[str, Any]:
    return {"currency": currency, "unit_amount": amount, "product": settings.STRIPE_PRODUCT}


def _started(params: dict[str, Any], key: str) -> remote.Session:
    """In an account that has never had a donation, the product they are of is made first."""
    try:
        with _asking():
            return translating.session(_v1().checkout.sessions.create(params, _options(key)))
    except remote.Missing:
        ensure_product()
    with _asking():
        return translating.session(_v1().checkout.sessions.create(params, _options(f"{key}-2")))


def ensure_product() -> None:
    """Whatever the donations are of exists in the account."""
    product = {"id": settings.STRIPE_PRODUCT, "name": settings.SITE_NAME["en"]}
    try:
        with _asking():
            _v1().products.create(product, _options(f"product-{settings.STRIPE_PRODUCT}"))
    except remote.Refused:  # it exists
        return


def session(session_id: str) -> remote.Session:
    with _asking():
        return translating.session(_v1().checkout.sessions.retrieve(session_id))


def expire(session_id: str) -> None:
    """Nobody can pay there any more. Raises Refused when it is paid or expired already."""
    with _asking():
        _v1().checkout.sessions.expire(session_id)


def sessions(since: int) -> Iterator[remote.Session]:
    return _pages(lambda: _v1().checkout.sessions.list, translating.session, since)


# Monthly donations

EXPANDED = {"expand": ["default_payment_method"]}


def subscription(subscription_id: str) -> remote.Subscription:
    with _asking():
        found = _v1().subscriptions.retrieve(subscription_id, EXPANDED)
        return translating.subscription(found)


def subscriptions(since: int) -> Iterator[remote.Subscription]:
    """Begun since then, ended ones too."""
    return _pages(lambda: _v1().subscriptions.list, translating.subscription, since, status="all")


def running_subscriptions() -> Iterator[remote.Subscription]:
    """Of any age, all that have not ended."""
    return _pages(lambda: _v1().subscriptions.list, translating.subscription, 0)


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
    with _asking():
        _v1().subscriptions.cancel(subscription_id, params)


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
    with _asking():
        intent = _v1().setup_intents.retrieve(setup_intent_id)
    if intent.status != "succeeded" or not intent.payment_method:
        raise remote.Missing("no card was left")
    return translating.id_of(intent.payment_method)


def _updated(subscription_id: str, change: dict[str, Any], key: str) -> remote.Subscription:
    with _asking():
        found = _v1().subscriptions.update(subscription_id, change | EXPANDED, _options(key))
        return translating.subscription(found)


# Invoices

WITH_PAYMENTS = {"expand": ["payments"]}


def invoice(invoice_id: str) -> remote.Invoice:
    with _asking():
        return translating.invoice(_v1().invoices.retrieve(invoice_id, WITH_PAYMENTS))


def invoices(since: int) -> Iterator[remote.Invoice]:
    return _pages(lambda: _v1().invoices.list, translating.invoice, since, expand=["data.payments"])


def unpaid_invoices(subscription_id: str) -> list[remote.Invoice]:
    """Open ones and drafts that go on by themselves: what could still be charged."""
    found = []
    for status in ("draft", "open"):
        params = {"subscription": subscription_id, "status": status, "expand": ["data.payments"]}
        with _asking():
            found += [
                translating.invoice(each)
                for each in _v1().invoices.list(params).auto_paging_iter()
                if status == "open" or each.auto_advance
            ]
    return found


def silence(unpaid: remote.Invoice) -> None:
    """It is never charged by itself again; an open one is void."""
    with _asking():
        if unpaid.status == "draft":
            _v1().invoices.update(unpaid.id, {"auto_advance": False})
        else:
            _v1().invoices.void_invoice(unpaid.id)


def pay(unpaid: remote.Invoice, *, key: str) -> None:
    """Charge it now. Raises Declined, and Refused when it is paid already."""
    with _asking():
        _v1().invoices.pay(unpaid.id, {}, _options(key))


# Payments and what takes them back


def payment(payment_intent_id: str) -> remote.Payment:
    with _asking():
        found = _v1().payment_intents.retrieve(payment_intent_id, {"expand": ["latest_charge"]})
        return translating.payment(found)


def payment_of_charge(charge_id: str) -> str:
    """Id of the payment a charge belongs to. Raises Missing for a charge without one."""
    with _asking():
        charge = _v1().charges.retrieve(charge_id)
    if not charge.payment_intent:
        raise remote.Missing("a charge without a payment")
    return translating.id_of(charge.payment_intent)


def refund(refund_id: str) -> remote.Refund:
    with _asking():
        return translating.refund(_v1().refunds.retrieve(refund_id))


def refunds(since: int) -> Iterator[remote.Refund]:
    return _pages(lambda: _v1().refunds.list, translating.refund, since)


def refunds_of(payment_intent_id: str) -> list[remote.Refund]:
    with _asking():
        listed = _v1().refunds.list({"payment_intent": payment_intent_id})
        return [translating.refund(each) for each in listed.auto_paging_iter()]


def make_refund(payment_intent_id: str, amount: int, *, key: str) -> remote.Refund:
    with _asking():
        params = {"payment_intent": payment_intent_id, "amount": amount}
        return translating.refund(_v1().refunds.create(params, _options(key)))


def dispute(dispute_id: str) -> remote.Dispute:
    with _asking():
        return translating.dispute(_v1().disputes.retrieve(dispute_id))


def disputes(since: int) -> Iterator[remote.Dispute]:
    return _pages(lambda: _v1().disputes.list, translating.dispute, since)


def warning(warning_id: str) -> remote.FraudWarning:
    with _asking():
        return translating.warning(_v1().radar.early_fraud_warnings.retrieve(warning_id))


def warnings(since: int) -> Iterator[remote.FraudWarning]:
    return _pages(lambda: _v1().radar.early_fraud_warnings.list, translating.warning, since)


# Whom to write to, and whom to forget


def address_of(customer_id: str) -> str:
    """The e-mail address Stripe has of a customer; empty when there is none any more."""
    try:
        with _asking():
            customer = _v1().customers.retrieve(customer_id)
    except remote.Missing:
        return ""
    return str(getattr(customer, "email", None) or "")


def forget(customer_id: str) -> None:
    """The customer and their cards are deleted at Stripe; what was paid stays there, by law."""
    try:
        with _asking():
            _v1().customers.delete(customer_id)
    except remote.Missing:
        return


# Events


def events(since: int, types: Sequence[str]) -> Iterator[remote.Event]:
    """Of up to twenty types, up to thirty days back, the newest first."""
    return _pages(lambda: _v1().events.list, translating.event, since, types=list(types))


def event(event_id: str) -> remote.Event:
    with _asking():
        return translating.event(_v1().events.retrieve(event_id))


def read_webhook(body: bytes, signature: str) -> remote.Event:
    """The event in a webhook, if Stripe signed it just now for this site. Raises Forged."""
    secrets = settings.STRIPE_WEBHOOK_SECRETS or [SANDBOX_SECRET] * settings.STRIPE_SANDBOX
    signed = SIGNED_AT.search(signature)
    if signed and int(signed[1]) > time.time() + TOLERANCE:  # which the SDK lets pass
        raise remote.Forged("signed in the future")
    for secret in secrets:
        try:
            found = stripe.Webhook.construct_event(body, signature, secret, TOLERANCE)
            return translating.webhook(found, is_live=_is_live(), version=API_VERSION)
        except stripe.SignatureVerificationError:
            continue
        except (ValueError, TypeError, AttributeError):  # not UTF-8, not JSON, no object; no ASCII
            break
    raise remote.Forged("not signed by Stripe, not just now, or not for this site")


def _is_live() -> bool:
    return "_live_" in settings.STRIPE_SECRET_KEY


def _pages(
    method: Callable[[], Any], translate: Callable[[Any], T], since: int, **params: Any
) -> Iterator[T]:
    """Every page of a list, asked for as it is read."""
    with _asking():
        listed = method()({"created": {"gte": since}, "limit": 100, **params})
        for each in listed.auto_paging_iter():
            yield translate(each)
