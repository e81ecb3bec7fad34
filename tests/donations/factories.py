"""The smallest valid rows of giving. Every field can be given; nothing else is made beside them."""

import datetime
import itertools

from donations import hashing
from donations.models import (
    Campaign,
    Checkout,
    Customer,
    Dispute,
    Donor,
    Payment,
    PaymentTrace,
    Refund,
    Subscription,
)

_numbers = itertools.count(1)
DAY = datetime.date(2026, 5, 15)


def number(prefix):
    return f"{prefix}_{next(_numbers)}"


def make_donor(email=None, **fields):
    """Without an address, one whose address nobody knows."""
    if email:
        fields["email_hash"] = hashing.email_hash(email)
    return Donor.objects.create(**{"language": "ru"} | fields)


def make_customer(donor, **fields):
    return Customer.objects.create(**{"donor": donor, "stripe_id": number("cus")} | fields)


def make_subscription(donor=None, **fields):
    """Running, of nobody in particular."""
    stripe_id = fields.pop("stripe_id", number("sub"))
    defaults = {
        "reference": hashing.reference(stripe_id), "stripe_id": stripe_id, "donor": donor,
        "amount": 1000, "currency": "eur", "state": "active", "stripe_status": "active",
        "started_on": DAY,
    }  # fmt: skip
    return Subscription.objects.create(**defaults | fields)


def make_payment(donor=None, **fields):
    """Once, and traced when its donor is given."""
    stripe_id = fields.pop("stripe_id", number("pi"))
    defaults = {
        "reference": hashing.reference(stripe_id), "kind": "once", "amount": 1000,
        "currency": "eur", "paid_on": DAY,
    }  # fmt: skip
    payment = Payment.objects.create(**defaults | fields)
    if donor:
        PaymentTrace.objects.create(payment=payment, donor=donor, payment_intent=stripe_id)
    return payment


def make_refund(payment, **fields):
    """Of the whole, and returned."""
    stripe_id = fields.pop("stripe_id", number("re"))
    defaults = {
        "reference": hashing.reference(stripe_id), "payment": payment, "amount": payment.amount,
        "currency": payment.currency, "state": "succeeded", "made_on": payment.paid_on,
    }  # fmt: skip
    return Refund.objects.create(**defaults | fields)


def make_dispute(payment, **fields):
    """Lost."""
    stripe_id = fields.pop("stripe_id", number("dp"))
    defaults = {
        "reference": hashing.reference(stripe_id), "payment": payment, "kind": "dispute",
        "amount": payment.amount, "currency": payment.currency, "state": "lost",
        "opened_on": payment.paid_on,
    }  # fmt: skip
    return Dispute.objects.create(**defaults | fields)


def make_checkout(**fields):
    """A visit to give once, begun and not finished."""
    defaults = {
        "key": number("key"), "kind": "once", "amount": 1000, "currency": "eur", "language": "ru",
        "stripe_id": number("cs_test"),
    }  # fmt: skip
    return Checkout.objects.create(**defaults | fields)


def make_campaign(**fields):
    defaults = {"title_ru": "Студия", "title_en": "A studio", "goal": 500_000, "starts_on": DAY}
    return Campaign.objects.create(**defaults | fields)
