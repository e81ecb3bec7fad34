"""Charging invoices: what follows from the bank's answer, and trying again."""

from donations.sandbox import invoicing, payments
from donations.sandbox.cards import GENERIC, Answer, Declined
from donations.sandbox.clock import DAY
from donations.sandbox.ending import end, has_ended, subscription_of
from donations.sandbox.refusals import Document
from donations.sandbox.work import Work

RETRIES = (3, 5, 7)  # days after the attempt before
NO_METHOD = Declined(
    "missing",
    "missing",
    "Cannot charge a customer that has no active card",
)


def collect(
    work: Work,
    invoice: Document,
    *,
    method: Document | None = None,
    by_hand: bool = False,
    present: bool = False,
    authenticated: bool = False,
) -> Answer | Declined:
    """Try to charge an open invoice, and let the subscription follow.

    `by_hand`: not on Stripe's own schedule, which then stays as it is.
    """
    subscription = work.get("subscription", subscription_of(invoice))
    method = method or default_method(work, subscription)
    intent = invoicing.intent_of(work, invoice)
    answer: Answer | Declined = NO_METHOD
    if method is not None:
        answer = payments.attempt(
            work, intent, method, present=present, authenticated=authenticated
        )
    if answer is Answer.PAID:
        paid(work, invoice, by_hand=by_hand)
    elif answer is Answer.WAITS:
        work.change(invoice, "invoice.updated", attempted=True, next_payment_attempt=None)
    else:
        unpaid(work, invoice, asks=answer is Answer.ASKS, by_hand=by_hand)
    return answer


def paid(work: Work, invoice: Document, *, by_hand: bool = False) -> None:
    """The invoice is paid, and its subscription well again if this was what ailed it."""
    invoice["attempt_count"] += not (by_hand and invoice["attempt_count"])
    invoicing.mark_paid(work, invoice)
    heal(work, invoice, "incomplete", "past_due", "unpaid")


def heal(work: Work, invoice: Document, *ailments: str) -> None:
    """A subscription is active again once its latest invoice is paid, voided or written off."""
    subscription = work.get("subscription", subscription_of(invoice))
    if subscription["status"] in ailments and invoicing.is_latest(subscription, invoice):
        work.change(subscription, "customer.subscription.updated", status="active")


def unpaid(work: Work, invoice: Document, *, asks: bool, by_hand: bool = False) -> None:
    """Told; tried again in some days by Stripe itself, while there are tries left."""
    if asks:
        work.emit("invoice.payment_action_required", invoice)
    if by_hand and invoice["attempt_count"]:
        work.emit("invoice.payment_failed", invoice)
        return
    subscription = work.get("subscription", subscription_of(invoice))
    attempts = invoice["attempt_count"] + 1
    is_automatic = invoice["auto_advance"] and not has_ended(subscription)
    wait = RETRIES[attempts - 1] if is_automatic and attempts <= len(RETRIES) else None
    after = work.now + wait * DAY if wait else None
    values = {"attempt_count": attempts, "attempted": True, "next_payment_attempt": after}
    work.change(invoice, "invoice.payment_failed", **values)
    work.emit("invoice.updated", invoice, {"attempt_count": attempts - 1})
    if after:
        work.plan(after, "retry", invoice["id"])
    if not has_ended(subscription) and invoicing.is_latest(subscription, invoice):
        _worsen(work, subscription, invoice, is_last=is_automatic and after is None)


def _worsen(work: Work, subscription: Document, invoice: Document, *, is_last: bool) -> None:
    if is_last and work.rules.after_retries == "cancel":
        end(work, subscription, "payment_failed")
    elif is_last:
        work.change(invoice, "invoice.updated", auto_advance=False)
        work.change(subscription, "customer.subscription.updated", status="unpaid")
    elif subscription["status"] == "active":
        work.change(subscription, "customer.subscription.updated", status="past_due")


def retry(work: Work, identifier: str) -> None:
    """A try that was planned, unless the invoice was paid, voided or let go meanwhile."""
    invoice = work.get("invoice", identifier)
    is_due = invoice["next_payment_attempt"] is not None
    if invoice["status"] == "open" and is_due and invoice["next_payment_attempt"] <= work.now:
        collect(work, invoice)


def settle(work: Work, invoice: Document, *, succeeds: bool) -> None:
    """The bank that took its time has decided."""
    intent = invoicing.intent_of(work, invoice)
    if succeeds:
        payments.succeed(work, intent, work.get("charge", intent["latest_charge"]))
        paid(work, invoice)
    else:
        payments.fail_pending(work, intent, GENERIC)
        unpaid(work, invoice, asks=False)


def default_method(work: Work, subscription: Document) -> Document | None:
    """The subscription's own payment method, else the customer's."""
    customer = work.find("customer", subscription["customer"])
    settings = (customer or {}).get("invoice_settings", {})
    name = subscription["default_payment_method"] or settings.get("default_payment_method")
    return work.find("payment_method", name) if name else None
