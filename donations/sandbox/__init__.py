"""A Stripe that runs here, for tests and for `make run`: no money, no network.

It was written from Stripe's documents and its SDK. Where those leave a choice, it takes the one that is
worse for who asks, since code that copes with that copes with the other:

- A draft of a renewal goes on to be charged after its subscription was cancelled at once: Stripe
  promises to stop only “finalized invoices”.
- A server error is remembered under its idempotency key, and answers every repetition.
- A new customer is made for each monthly donation, also of an address that has one.
- Parameters that Stripe knows and the sandbox doesn't are refused like unknown ones; so are changes
  that would make prorations, and paths of `expand` with more than four names.

Not known for certain, and to be looked at with a real test key: whether a session in setup mode has its
setup intent before it is completed; which status a subscription has while its first payment takes days
(here: active); that voiding the latest invoice makes a subscription active again; that an invoice paid
at once counts one attempt; whether a declined monthly payment at Checkout leaves more than a failed
payment intent. Finalising an invoice never fails here, and nothing pauses a trial.
"""

from donations.sandbox.answering import Call
from donations.sandbox.cards import CARDS
from donations.sandbox.deliveries import Delivery, sign
from donations.sandbox.engine import API_VERSION, Sandbox
from donations.sandbox.refusals import (
    CardDeclined,
    NeedsAuthentication,
    Refusal,
    SandboxTimeout,
    SandboxUnreachable,
    SessionClosed,
)

__all__ = [
    "API_VERSION",
    "CARDS",
    "Call",
    "CardDeclined",
    "Delivery",
    "NeedsAuthentication",
    "Refusal",
    "Sandbox",
    "SandboxTimeout",
    "SandboxUnreachable",
    "SessionClosed",
    "sign",
]
