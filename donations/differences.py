"""In what an object at Stripe differs from our row: a few words, or "" when it doesn't."""

from donations import hashing, remote, sync
from donations.models import Checkout, Dispute, Payment, Refund, Subscription
from donations.sync.returns import refund_state, state_of_dispute


def visit(found: remote.Session) -> str:
    """Of a visit that did not begin here only the payment matters."""
    row = Checkout.objects.filter(key=found.key).first() if found.key else None
    if found.is_paid and found.payment_intent and not _has_payment(found.payment_intent):
        return "payment not recorded"
    if found.is_paid and found.subscription and not _subscription(found.subscription):
        return "monthly donation not recorded"
    if row and row.state in (Checkout.State.OPEN, Checkout.State.PROCESSING) and found.is_paid:
        return "completed" if row.kind != "card" or found.setup_intent else ""
    is_its_page = row and row.stripe_id in (None, "", found.id)  # one of a lost answer says nothing
    if row and is_its_page and row.state == Checkout.State.OPEN and found.status == "expired":
        return "expired"
    return ""


def subscription(found: remote.Subscription) -> str:
    row = _subscription(found.id)
    if row is None:
        return "not recorded"
    is_over = row.is_over
    pairs = {
        "state": (row.state, sync.state_of(found)),
        "amount": (row.amount, found.amount),
        "next charge": (row.period_ends_on, None if is_over else sync.day(found.period_end)),
    }
    return ", ".join(name for name, (ours, theirs) in pairs.items() if ours != theirs)


def charge(found: remote.Invoice) -> str:
    if found.status != "paid" or not found.amount_paid or not found.subscription:
        return ""
    row = Payment.objects.of_invoice(found.id, found.payment_intent).first()
    if row is None:
        return "payment not recorded"
    return "" if row.amount == found.amount_paid else "amount"


def refund(found: remote.Refund) -> str:
    row = Refund.objects.filter(reference=hashing.reference(found.id)).first()
    if row is None:
        return "not recorded"
    return "" if row.state == refund_state(found) else "state"


def dispute(found: remote.Dispute) -> str:
    row = Dispute.objects.filter(reference=hashing.reference(found.id)).first()
    if row is None:
        return "not recorded"
    return "" if row.state == state_of_dispute(found) else "state"


def warning(found: remote.FraudWarning) -> str:
    known = Dispute.objects.filter(reference=hashing.reference(found.id))
    return "" if known.exists() else "not recorded"


def _has_payment(payment_intent: str) -> bool:
    return Payment.objects.known_as(payment_intent).exists()


def _subscription(stripe_id: str) -> Subscription | None:
    return Subscription.objects.known_as(stripe_id).first()
