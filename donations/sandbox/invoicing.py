"""Invoices from draft to paid or void, as far as no bank is asked."""

from donations.sandbox import billing_shapes, payments
from donations.sandbox.ending import subscription_of
from donations.sandbox.refusals import Document
from donations.sandbox.work import Work


def draft(work: Work, subscription: Document, reason: str) -> Document:
    """For the period the subscription is in now."""
    customer = work.get("customer", subscription["customer"])
    invoice = work.put(billing_shapes.invoice(work.now, subscription, customer, reason))
    work.emit("invoice.created", invoice)
    work.change(subscription, latest_invoice=invoice["id"])
    return invoice


def finalise(work: Work, invoice: Document, intent: Document | None = None) -> Document:
    """Open, with a number and a payment intent: the given one, or a new one."""
    customer = work.get("customer", invoice["customer"])
    sequence = customer["next_invoice_sequence"]
    work.change(customer, next_invoice_sequence=sequence + 1)
    intent = intent or payments.new_intent(
        work,
        invoice["amount_due"],
        invoice["currency"],
        customer=customer["id"],
        description="Subscription update",
        setup_future_usage="off_session",
    )
    work.put(billing_shapes.invoice_payment(work.now, invoice, intent["id"]))
    return work.change(
        invoice,
        "invoice.finalized",
        automatically_finalizes_at=None,
        effective_at=work.now,
        ending_balance=0,
        hosted_invoice_url=f"/sandbox/invoice/{invoice['id']}/",
        number=f"{customer['invoice_prefix']}-{sequence:04}",
        status="open",
        status_transitions={**invoice["status_transitions"], "finalized_at": work.now},
    )


def intent_of(work: Work, invoice: Document) -> Document:
    """The payment intent of an invoice that was finalised."""
    [payment] = work.every("invoice_payment", invoice=invoice["id"])
    return work.get("payment_intent", payment["payment"]["payment_intent"])


def mark_paid(work: Work, invoice: Document) -> None:
    [payment] = work.every("invoice_payment", invoice=invoice["id"])
    work.change(
        payment,
        "invoice_payment.paid",
        amount_paid=invoice["amount_due"],
        status="paid",
        status_transitions={"canceled_at": None, "paid_at": work.now},
    )
    work.change(
        invoice,
        "invoice.paid",
        amount_paid=invoice["amount_due"],
        amount_remaining=0,
        attempted=True,
        auto_advance=False,
        next_payment_attempt=None,
        status="paid",
        status_transitions={**invoice["status_transitions"], "paid_at": work.now},
    )
    work.emit("invoice.payment_succeeded", invoice)


def void(work: Work, invoice: Document) -> Document:
    """Never to be paid. A payment intent that it has is cancelled."""
    for payment in work.every("invoice_payment", invoice=invoice["id"]):
        payments.cancel(work, intent_of(work, invoice), "void_invoice")
        transitions = {"canceled_at": work.now, "paid_at": None}
        work.change(payment, status="canceled", status_transitions=transitions)
    return work.change(
        invoice,
        "invoice.voided",
        auto_advance=False,
        automatically_finalizes_at=None,
        next_payment_attempt=None,
        status="void",
        status_transitions={**invoice["status_transitions"], "voided_at": work.now},
    )


def write_off(work: Work, invoice: Document) -> Document:
    """Nobody expects it to be paid any more, though it still can be."""
    transitions = {**invoice["status_transitions"], "marked_uncollectible_at": work.now}
    return work.change(
        invoice,
        "invoice.marked_uncollectible",
        auto_advance=False,
        next_payment_attempt=None,
        status="uncollectible",
        status_transitions=transitions,
    )


def is_latest(subscription: Document, invoice: Document) -> bool:
    return bool(
        subscription["latest_invoice"] == invoice["id"]
        and subscription_of(invoice) == subscription["id"]
    )
