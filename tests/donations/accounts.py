"""Two accounts to live the same journeys in: the sandbox's, and a test account at Stripe itself."""

import secrets
import time

import stripe

from donations import gateway
from tests.donations import playing

EMAIL = "journey@example.org"
ADDRESSES = ("https://site.example/done?{CHECKOUT_SESSION_ID}", "https://site.example/back")
WAIT = 120  # seconds for Stripe to move a clock


def start(kind, **more):
    opened = {"once": gateway.start_once, "monthly": gateway.start_monthly}[kind]
    chosen = {"amount": 1000, "currency": "eur", "language": "ru", "attempt": 1}
    return opened(**chosen | {"key": secrets.token_hex(32), "addresses": ADDRESSES} | more)


class SandboxAccount:
    """Its payers come through the hosted page."""

    def __init__(self):
        self.play = playing.Play()

    def subscribe(self, card="works"):
        """A monthly donation of 10 euros, paid once; its id and its customer's."""
        session = start("monthly")
        self.play.stripe.complete(session.id, email=EMAIL, card=card)
        found = gateway.session(session.id)
        return found.subscription, found.customer

    def subscribe_and_fail_later(self):
        return self.subscribe("fails_later")

    def pay(self):
        """10 euros, once; the payment's id."""
        session = start("once")
        self.play.stripe.complete(session.id, email=EMAIL)
        return gateway.session(session.id).payment_intent

    def month_passes(self):
        self.play.stripe.advance(days=32)


class StripeAccount:
    """Nobody can press buttons on Stripe's page here: what follows from it is made by the API."""

    def __init__(self, key):
        self.v1 = stripe.StripeClient(key, stripe_version=gateway.API_VERSION).v1
        self.clock = self.v1.test_helpers.test_clocks.create({"frozen_time": int(time.time())})
        gateway.ensure_product()

    def subscribe(self, card="pm_card_visa"):
        customer = self.v1.customers.create({"email": EMAIL, "test_clock": self.clock.id})
        method = self.v1.payment_methods.attach(card, {"customer": customer.id})
        price = {
            "currency": "eur",
            "unit_amount": 1000,
            "product": "donation",
            "recurring": {"interval": "month"},
        }
        made = self.v1.subscriptions.create(
            {
                "customer": customer.id,
                "items": [{"price_data": price}],
                "default_payment_method": method.id,
            }
        )
        return made.id, customer.id

    def subscribe_and_fail_later(self):
        """The card is replaced by one that can be kept and not charged."""
        subscription, customer = self.subscribe()
        method = self.v1.payment_methods.attach(
            "pm_card_chargeCustomerFail", {"customer": customer}
        )
        self.v1.subscriptions.update(subscription, {"default_payment_method": method.id})
        return subscription, customer

    def pay(self):
        paid = self.v1.payment_intents.create(
            {
                "amount": 1000,
                "currency": "eur",
                "payment_method": "pm_card_visa",
                "confirm": True,
                "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
            }
        )
        return paid.id

    def month_passes(self):
        clocks = self.v1.test_helpers.test_clocks
        then = clocks.retrieve(self.clock.id).frozen_time + 32 * 24 * 3600
        clocks.advance(self.clock.id, {"frozen_time": then})
        deadline = time.monotonic() + WAIT
        while clocks.retrieve(self.clock.id).status != "ready":
            assert time.monotonic() < deadline, "Stripe's clock does not arrive"
            time.sleep(2)

    def close(self):
        """The clock takes its customers and donations along."""
        self.v1.test_helpers.test_clocks.delete(self.clock.id)
