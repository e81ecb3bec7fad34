"""Giving a payment back, whole or in part: the treasurer's decision."""

from donations import gateway, hashing, remote, sync
from donations.models import Dispute, Payment, PaymentTrace, Refund

NOT_GONE = (Refund.State.FAILED, Refund.State.CANCELED)


class Changed(Exception):
    """Something went back meanwhile, or more was asked for than is left: look again and decide."""

    is_impersonal = True


class Untraceable(Exception):
    """Nothing here leads to the payment at Stripe any more: its donor was forgotten."""

    is_impersonal = True


def left(payment: Payment) -> int:
    """Minor units that can still go back: what is on its way counts as gone. Two queries."""
    gone = payment.refunds.exclude(state__in=NOT_GONE).values_list("amount", flat=True)
    lost = payment.disputes.filter(state=Dispute.State.LOST).values_list("amount", flat=True)
    return max(0, payment.amount - sum(gone) - sum(lost))


def known(payment: Payment) -> int:
    """How many refunds we know of, failed ones too: a decision is made knowing these."""
    return payment.refunds.count()


def is_traceable(payment: Payment) -> bool:
    return PaymentTrace.objects.filter(payment=payment).exclude(payment_intent="").exists()


def refund(payment: Payment, amount: int, *, knowing: int) -> Refund:
    """Have Stripe give back `amount` minor units of it; the row, as Stripe has the refund then.

    `knowing` is `known(payment)` as it was when this was decided. Whoever decides the same at the same
    time asks Stripe with the same key, and whoever does later is told that it Changed: it goes back
    once. Raises Untraceable, Changed, Declined, Refused and Unavailable; after the last it may have
    been done, and asking again with the same `knowing` is safe.
    """
    trace = PaymentTrace.objects.filter(payment=payment).exclude(payment_intent="").first()
    if trace is None:
        raise Untraceable
    for each in gateway.refunds_of(trace.payment_intent):  # made in Stripe's dashboard, or just now
        sync.refund(each.id)
    if known(payment) != knowing or not 0 < amount <= left(payment):
        raise Changed
    key = f"{payment.reference[:32]}-refund-{knowing}-{amount}"
    try:
        made = gateway.make_refund(trace.payment_intent, amount, key=key)
    except remote.Missing as error:  # the payment itself: of another account, or of the sandbox
        raise Untraceable from error
    sync.refund(made.id)
    return Refund.objects.get(reference=hashing.reference(made.id))
