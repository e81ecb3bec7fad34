"""Payments and what takes them back, and the people who made them."""

from __future__ import annotations

from collections.abc import Iterator

from donations import remote, translating
from donations.gateway import asking


def payment(payment_intent_id: str) -> remote.Payment:
    with asking.asking():
        found = asking.v1().payment_intents.retrieve(
            payment_intent_id, {"expand": ["latest_charge"]}
        )
        return translating.payment(found)


def payment_of_charge(charge_id: str) -> str:
    """Id of the payment a charge belongs to. Raises Missing for a charge without one."""
    with asking.asking():
        charge = asking.v1().charges.retrieve(charge_id)
    if not charge.payment_intent:
        raise remote.Missing("a charge without a payment")
    return translating.id_of(charge.payment_intent)


def refund(refund_id: str) -> remote.Refund:
    with asking.asking():
        return translating.refund(asking.v1().refunds.retrieve(refund_id))


def refunds(since: int) -> Iterator[remote.Refund]:
    return asking.pages(lambda: asking.v1().refunds.list, translating.refund, since)


def refunds_of(payment_intent_id: str) -> list[remote.Refund]:
    with asking.asking():
        listed = asking.v1().refunds.list({"payment_intent": payment_intent_id})
        return [translating.refund(each) for each in listed.auto_paging_iter()]


def make_refund(payment_intent_id: str, amount: int, *, key: str) -> remote.Refund:
    with asking.asking():
        params = {"payment_intent": payment_intent_id, "amount": amount}
        return translating.refund(asking.v1().refunds.create(params, asking.options(key)))


def dispute(dispute_id: str) -> remote.Dispute:
    with asking.asking():
        return translating.dispute(asking.v1().disputes.retrieve(dispute_id))


def disputes(since: int) -> Iterator[remote.Dispute]:
    return asking.pages(lambda: asking.v1().disputes.list, translating.dispute, since)


def warning(warning_id: str) -> remote.FraudWarning:
    with asking.asking():
        return translating.warning(asking.v1().radar.early_fraud_warnings.retrieve(warning_id))


def warnings(since: int) -> Iterator[remote.FraudWarning]:
    return asking.pages(
        lambda: asking.v1().radar.early_fraud_warnings.list, translating.warning, since
    )


def address_of(customer_id: str) -> str:
    """The e-mail address Stripe has of a customer; empty when there is none any more."""
    try:
        with asking.asking():
            customer = asking.v1().customers.retrieve(customer_id)
    except remote.Missing:
        return ""
    return str(getattr(customer, "email", None) or "")


def forget(customer_id: str) -> None:
    """The customer and their cards are deleted at Stripe; what was paid stays there, by law."""
    try:
        with asking.asking():
            asking.v1().customers.delete(customer_id)
    except remote.Missing:
        return
