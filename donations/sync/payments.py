"""What arrives: a month's charge, and a gift made once."""

import datetime

from donations import gateway, hashing, letters, remote
from donations.models import (
    MONTHLY,
    ONCE,
    Campaign,
    Checkout,
    Payment,
    PaymentTrace,
    Subscription,
)
from donations.remote import day
from donations.sync.donors import donor_of, language_of
from donations.sync.present import alone
from donations.sync.subscriptions import subscription


def invoice(invoice_id: str) -> None:
    """A month's charge: recorded when paid, told of when it failed. Raises NotYet for no donation's."""
    with alone(invoice_id):
        found = gateway.invoice(invoice_id)
        if not found.subscription:
            return
        row = subscription(found.subscription)
        if found.status == "paid" and found.amount_paid:
            _monthly(found, row)
        elif found.status == "open" and found.attempts:
            _failed(found, row)


def _monthly(found: remote.Invoice, row: Subscription) -> None:
    """One invoice is one payment; by what it was paid, Stripe may tell later: refunds go by that."""
    if known := Payment.objects.of_invoice(found.id, found.payment_intent).first():
        if found.payment_intent:
            lacking = PaymentTrace.objects.filter(payment=known, payment_intent="")
            lacking.update(payment_intent=found.payment_intent)
        return
    paid_on = day(found.paid or found.created)
    payment = _recorded(
        found.payment_intent or found.id,
        kind=MONTHLY,
        amount=found.amount_paid,
        currency=found.currency,
        paid_on=paid_on,
        campaign=_campaign(row, paid_on),
        subscription=row,
    )
    if payment and row.donor:
        PaymentTrace.objects.create(
            payment=payment, donor=row.donor, payment_intent=found.payment_intent, invoice=found.id
        )
        letters.promise("receipt", row.donor, payment=payment, subscription=row)


def _campaign(row: Subscription, paid_on: datetime.date) -> Campaign | None:
    """A campaign gets what is given while it runs, beside the gift it was chosen with; as the page says."""
    chosen = row.campaign
    if chosen is None or chosen.ends_on is None or paid_on <= max(chosen.ends_on, row.started_on):
        return chosen
    return None


def _failed(found: remote.Invoice, row: Subscription) -> None:
    """One letter for each try of Stripe's; an old event of the same try says nothing new."""
    told = hashing.reference(f"{found.id} {found.attempts}")
    if row.told_failure != told and not row.is_over:
        row.told_failure = told
        row.save(update_fields=["told_failure"])
        letters.promise("failed", row.donor, subscription=row)


def once(found: remote.Session, checkout: Checkout | None) -> None:
    if Payment.objects.known_as(found.payment_intent).exists():
        return
    paid = gateway.payment(found.payment_intent)
    donor = donor_of(found.customer, found.email or paid.email, language_of(checkout))
    payment = _recorded(
        paid.id,
        kind=ONCE,
        amount=paid.amount,
        currency=paid.currency,
        paid_on=day(paid.created),
        campaign=checkout.campaign if checkout else None,
    )
    if payment:
        PaymentTrace.objects.create(payment=payment, donor=donor, payment_intent=paid.id)
        letters.promise("receipt", donor, payment=payment)


def _recorded(stripe_id: str, **values: object) -> Payment | None:
    """The new row; None when it was there already."""
    payment, is_new = Payment.objects.get_or_create(
        reference=hashing.reference(stripe_id), defaults=values
    )
    return payment if is_new else None
