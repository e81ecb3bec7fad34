"""The cards of the sandbox: what each one's bank answers."""

import datetime
from dataclasses import dataclass
from enum import Enum, auto

from donations.sandbox import clock, shapes
from donations.sandbox.refusals import Document
from donations.sandbox.work import Work, identifier

CARDS = {  # last four digits, as of Stripe's own test cards
    "works": "4242",
    "declined": "0002",
    "authenticate": "3155",  # 3-D Secure at the first payment
    "authenticate_always": "3184",  # and at every renewal
    "fails_later": "0341",
    "asynchronous": "3000",  # no card: an account, whose bank takes days
}


class Answer(Enum):
    PAID = auto()
    ASKS = auto()  # the bank wants to see the payer
    WAITS = auto()  # days may pass


@dataclass(frozen=True)
class Declined:
    code: str
    decline_code: str
    message: str


GENERIC = Declined("card_declined", "generic_decline", "Your card was declined.")
NO_FUNDS = Declined("card_declined", "insufficient_funds", "Your card has insufficient funds.")
EXPIRED = Declined("expired_card", "expired_card", "Your card has expired.")


def new_method(work: Work, card: str, person: Document) -> Document:
    """A payment method with such a card. Raises ValueError when there is no such card."""
    if card not in CARDS:
        raise ValueError(f"No card {card!r}: there are {', '.join(CARDS)}")
    if card == "asynchronous":
        kind, details = "sepa_debit", _account()
    else:
        kind, details = "card", _card(work.now, CARDS[card])
    return work.put(shapes.payment_method(work.now, kind, details, person), card=card, uses=0)


def ask_bank(
    work: Work, method: Document, *, present: bool, authenticated: bool
) -> Answer | Declined:
    """What the bank says to a payment or to saving the card; `present`: the payer is there."""
    hidden = work.hidden(method["id"])
    card, uses = hidden["card"], hidden["uses"]
    if work.declines:
        work.declines = False
        return GENERIC
    if has_expired(work.now, method):
        return EXPIRED
    if card == "declined":
        return GENERIC
    if card == "fails_later" and uses:
        return NO_FUNDS
    if not authenticated and (
        card == "authenticate_always" or (card == "authenticate" and present and not uses)
    ):
        return Answer.ASKS
    work.hide(method["id"], uses=uses + 1)
    return Answer.WAITS if card == "asynchronous" and present else Answer.PAID


def has_expired(now: int, method: Document) -> bool:
    card = method.get("card")
    today = datetime.datetime.fromtimestamp(now, datetime.UTC)
    return card is not None and (card["exp_year"], card["exp_month"]) < (today.year, today.month)


def on_charge(method: Document) -> Document:
    """What a charge says of how it was paid."""
    if method["type"] != "card":
        account = {k: v for k, v in method["sepa_debit"].items() if k != "generated_from"}
        return {"sepa_debit": {**account, "mandate": None}, "type": "sepa_debit"}
    kept = "brand checks country exp_month exp_year fingerprint funding last4 wallet".split()
    return {
        "card": {
            **{name: method["card"][name] for name in kept},
            "installments": None,
            "mandate": None,
            "network": method["card"]["brand"],
            "three_d_secure": None,
        },
        "type": "card",
    }


def _card(now: int, last4: str) -> Document:
    return {
        "brand": "visa",
        "checks": {
            "address_line1_check": None,
            "address_postal_code_check": None,
            "cvc_check": "pass",
        },
        "country": "PL",
        "display_brand": "visa",
        "exp_month": 12,
        "exp_year": clock.year(now) + 3,
        "fingerprint": identifier("", 16),
        "funding": "credit",
        "generated_from": None,
        "last4": last4,
        "networks": {"available": ["visa"], "preferred": None},
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }


def _account() -> Document:
    return {
        "bank_code": "37040044",
        "branch_code": "",
        "country": "DE",
        "fingerprint": identifier("", 16),
        "generated_from": {"charge": None, "setup_attempt": None},
        "last4": CARDS["asynchronous"],
    }
