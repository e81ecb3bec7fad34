"""The one door to Stripe: every call we make, in the pinned version, with our values and our errors.

Calls wait at most TIMEOUT seconds a try and are tried three times; each writing call takes the key by
which Stripe knows a repetition, made by the caller from our row and its attempt. Without one, what is
asked for is the same however often it is asked. `Unavailable` says nothing about whether it was done.
"""

from donations.gateway.asking import API_VERSION, now
from donations.gateway.events import SANDBOX_SECRET, event, events, read_webhook
from donations.gateway.invoices import invoice, invoices, pay, silence, unpaid_invoices
from donations.gateway.payments import (
    address_of,
    dispute,
    disputes,
    forget,
    make_refund,
    payment,
    payment_of_charge,
    refund,
    refunds,
    refunds_of,
    warning,
    warnings,
)
from donations.gateway.subscriptions import (
    cancel,
    card_left,
    pause,
    running_subscriptions,
    set_amount,
    set_card,
    set_ending,
    subscription,
    subscriptions,
    unpause,
)
from donations.gateway.visits import (
    ensure_product,
    expire,
    session,
    sessions,
    start_card,
    start_monthly,
    start_once,
)

__all__ = [
    "API_VERSION",
    "SANDBOX_SECRET",
    "address_of",
    "cancel",
    "card_left",
    "dispute",
    "disputes",
    "ensure_product",
    "event",
    "events",
    "expire",
    "forget",
    "invoice",
    "invoices",
    "make_refund",
    "now",
    "pause",
    "pay",
    "payment",
    "payment_of_charge",
    "read_webhook",
    "refund",
    "refunds",
    "refunds_of",
    "running_subscriptions",
    "session",
    "sessions",
    "set_amount",
    "set_card",
    "set_ending",
    "silence",
    "start_card",
    "start_monthly",
    "start_once",
    "subscription",
    "subscriptions",
    "unpaid_invoices",
    "unpause",
    "warning",
    "warnings",
]
