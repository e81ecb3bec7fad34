"""The end of a period: a new one with its invoice, or the end."""

from donations.sandbox import collecting, invoicing
from donations.sandbox.clock import HOUR, period_end
from donations.sandbox.ending import end, has_ended, subscription_of
from donations.sandbox.refusals import Document
from donations.sandbox.work import Work


def renew(work: Work, identifier: str) -> None:
    """Due at the period's end. Does nothing when the subscription has ended meanwhile."""
    subscription = work.get("subscription", identifier)
    item = subscription["items"]["data"][0]
    if has_ended(subscription) or item["current_period_end"] > work.now:
        return
    if subscription["cancel_at_period_end"]:
        end(work, subscription, "cancellation_requested")
        return
    begin_period(work, subscription)
    invoice = invoicing.draft(work, subscription, "subscription_cycle")
    if subscription["pause_collection"]:
        _shelve(work, invoice, subscription["pause_collection"]["behavior"])
    elif subscription["status"] == "unpaid":
        _shelve(work, invoice, "keep_as_draft")
    else:
        work.plan(work.now + HOUR, "finalise", invoice["id"])


def begin_period(work: Work, subscription: Document) -> None:
    """Where the last one ended, in steps from the anchor."""
    item = subscription["items"]["data"][0]
    start = item["current_period_end"]
    recurring = item["price"]["recurring"]
    after = period_end(
        subscription["billing_cycle_anchor"],
        start,
        recurring["interval"],
        recurring["interval_count"],
    )
    renewed = {**item, "current_period_start": start, "current_period_end": after}
    items = {**subscription["items"], "data": [renewed]}
    work.change(subscription, "customer.subscription.updated", items=items)
    work.plan(after, "renew", subscription["id"])


def finalise(work: Work, identifier: str) -> None:
    """An hour after the draft. One that was stopped or let go stays as it is."""
    invoice = work.get("invoice", identifier)
    if invoice["status"] == "draft" and invoice["auto_advance"]:
        invoicing.finalise(work, invoice)
        collecting.collect(work, invoice)


def resume(work: Work, identifier: str) -> None:
    """The end of a pause, if it is still this pause."""
    subscription = work.get("subscription", identifier)
    pause = subscription["pause_collection"]
    if pause and pause["resumes_at"] and pause["resumes_at"] <= work.now:
        work.change(subscription, "customer.subscription.updated", pause_collection=None)


def give_up(work: Work, identifier: str) -> None:
    """A first invoice that wasn't paid within 23 hours takes its subscription along."""
    subscription = work.get("subscription", identifier)
    if subscription["status"] == "incomplete":
        for invoice in work.every("invoice", status="open"):
            if subscription_of(invoice) == subscription["id"]:
                invoicing.void(work, invoice)
        work.change(
            subscription,
            "customer.subscription.updated",
            ended_at=work.now,
            status="incomplete_expired",
        )


def _shelve(work: Work, invoice: Document, behaviour: str) -> None:
    if behaviour == "void":
        invoicing.void(work, invoicing.finalise(work, invoice))
    elif behaviour == "mark_uncollectible":
        invoicing.write_off(work, invoicing.finalise(work, invoice))
    else:
        work.change(
            invoice,
            auto_advance=False,
            automatically_finalizes_at=None,
            next_payment_attempt=None,
        )
