"""The real SDK, with the sandbox at the other end of its HTTP client."""

import stripe
from stripe._http_client import HTTPClient

from donations.sandbox import Sandbox, SandboxTimeout, SandboxUnreachable

NOON = 1_790_000_000 // 86_400 * 86_400 + 43_200  # 21 September 2026, 12:00 UTC
PRODUCT = "donation"
THANKS = "https://example.org/thanks/?session={CHECKOUT_SESSION_ID}"


class Transport(HTTPClient):
    """Needs no sockets; what the sandbox raises becomes the SDK's error, as over the wire."""

    name = "sandbox"

    def __init__(self, sandbox):
        super().__init__()
        self.sandbox = sandbox

    def request(self, method, url, headers, post_data=None, *, _usage=None):
        try:
            return self.sandbox.request(method, url, headers, post_data)
        except (SandboxTimeout, SandboxUnreachable) as error:
            raise stripe.APIConnectionError(str(error), should_retry=True) from error

    def close(self):
        """Nothing is open."""


def client_of(sandbox, key="sk_test_sandbox", retries=0):
    """Everything under `v1`."""
    client = stripe.StripeClient(key, http_client=Transport(sandbox), max_network_retries=retries)
    return client.v1


def frozen(moment=NOON, **settings):
    return Sandbox(now=moment, **settings)


def monthly(client, amount=1000, currency="eur", **others):
    """An open Checkout session for a monthly donation."""
    ensure_product(client)
    data = {
        "currency": currency,
        "unit_amount": amount,
        "product": PRODUCT,
        "recurring": {"interval": "month"},
    }
    return client.checkout.sessions.create(
        {
            "mode": "subscription",
            "submit_type": "donate",
            "line_items": [{"price_data": data, "quantity": 1}],
            "success_url": THANKS,
            **others,
        }
    )


def once(client, amount=1000, currency="eur", **others):
    ensure_product(client)
    data = {"currency": currency, "unit_amount": amount, "product": PRODUCT}
    return client.checkout.sessions.create(
        {
            "mode": "payment",
            "submit_type": "donate",
            "customer_creation": "if_required",
            "line_items": [{"price_data": data, "quantity": 1}],
            "success_url": THANKS,
            **others,
        }
    )


def new_card(client, customer, **others):
    return client.checkout.sessions.create(
        {
            "mode": "setup",
            "customer": customer,
            "currency": "eur",
            "success_url": THANKS,
            **others,
        }
    )


def subscribe(sandbox, client, card="works", email="donor@example.org", **others):
    """A running monthly donation."""
    session = monthly(client, **others)
    sandbox.complete(session.id, email=email, card=card)
    name = client.checkout.sessions.retrieve(session.id).subscription
    return client.subscriptions.retrieve(name)


def pay(sandbox, client, card="works", **others):
    """A payment intent that was paid at Checkout."""
    session = once(client, **others)
    sandbox.complete(session.id, email="donor@example.org", card=card)
    name = client.checkout.sessions.retrieve(session.id).payment_intent
    return client.payment_intents.retrieve(name)


def ensure_product(client):
    try:
        client.products.retrieve(PRODUCT)
    except stripe.InvalidRequestError:
        client.products.create({"id": PRODUCT, "name": "Donation"})


def types(sandbox):
    """Of the events that nobody has taken, oldest first; taken by this."""
    due = sandbox.undelivered(1000)
    for one in due:
        sandbox.mark_delivered(one.event_id)
    return [one.type for one in due]
