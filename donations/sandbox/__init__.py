"""A Stripe that runs here, for tests and for `make run`: no money, no network."""

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
