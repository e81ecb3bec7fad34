"""The end of a subscription, whoever wanted it."""

from donations.sandbox.refusals import Document
from donations.sandbox.work import Work


def end(work: Work, subscription: Document, reason: str) -> None:
    """At once and for good. Open invoices are no longer collected by Stripe itself.

    A draft goes on: Stripe promises to stop collecting “finalized invoices” only.
    """
    for invoice in work.every("invoice", status="open"):
        if subscription_of(invoice) == subscription["id"]:
            work.change(invoice, "invoice.updated", auto_advance=False, next_payment_attempt=None)
    work.change(
        subscription,
        "customer.subscription.deleted",
        canceled_at=subscription["canceled_at"] or work.now,
        cancellation_details={**subscription["cancellation_details"], "reason": reason},
        ended_at=work.now,
        pause_collection=None,
        status="canceled",
    )


def subscription_of(invoice: Document) -> str:
    return str(invoice["parent"]["subscription_details"]["subscription"])


def has_ended(subscription: Document) -> bool:
    return subscription["status"] in ("canceled", "incomplete_expired")
