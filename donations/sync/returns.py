"""What takes money back: refunds, disputes, early warnings of fraud."""

from procrastinate.contrib.django import app

from donations import gateway, hashing, letters, remote
from donations.models import (
    Dispute,
    Donor,
    Payment,
    PaymentTrace,
    Refund,
    Subscription,
)
from donations.remote import day
from donations.sync.present import NotYet, alone

End = Subscription.End
DISPUTES = {
    "won": Dispute.State.WON,
    "lost": Dispute.State.LOST,
    "prevented": Dispute.State.WON,
    "warning_closed": Dispute.State.WARNING,
    "needs_response": Dispute.State.OPEN,
    "under_review": Dispute.State.OPEN,
    "warning_needs_response": Dispute.State.WARNING,
    "warning_under_review": Dispute.State.WARNING,
}


def charge(charge_id: str) -> None:
    """What went back of a charge."""
    for each in gateway.refunds_of(gateway.payment_of_charge(charge_id)):
        refund(each.id)


def refund(refund_id: str) -> None:
    """Money that went back. Raises NotYet while its payment is not recorded."""
    with alone(refund_id):
        found = gateway.refund(refund_id)
        state = refund_state(found)
        payment = _payment(found.payment_intent)
        known = Refund.objects.filter(reference=hashing.reference(refund_id)).first()
        row, _is_new = Refund.objects.update_or_create(
            reference=hashing.reference(refund_id),
            defaults={"state": state, "amount": found.amount},
            create_defaults={
                "state": state,
                "amount": found.amount,
                "payment": payment,
                "currency": found.currency,
                "made_on": day(found.created),
            },
        )
        is_news = known is None or known.state != Refund.State.SUCCEEDED
        if row.state == Refund.State.SUCCEEDED and is_news:
            letters.promise("refunded", _donor_of(payment), payment=payment, refund=row)


def refund_state(found: remote.Refund) -> Refund.State:
    if found.status == "requires_action":  # the bank asks the donor where to send it
        return Refund.State.PENDING
    is_known = found.status in Refund.State.values
    return Refund.State(found.status) if is_known else Refund.State.UNKNOWN


def state_of_dispute(found: remote.Dispute) -> Dispute.State:
    return DISPUTES.get(found.status, Dispute.State.UNKNOWN)


def _payment(payment_intent: str) -> Payment:
    payment = Payment.objects.known_as(payment_intent).first()
    if payment is None and payment_intent:  # one that is known by its invoice
        payment = Payment.objects.filter(trace__payment_intent=payment_intent).first()
    if payment is None:
        raise NotYet("its payment is not recorded")
    return payment


def _donor_of(payment: Payment) -> Donor | None:
    trace = PaymentTrace.objects.filter(payment=payment).select_related("donor").first()
    return trace.donor if trace else None


def dispute(dispute_id: str) -> None:
    """A payment its payer denies. It stops the monthly donation. Raises NotYet."""
    with alone(dispute_id):
        found = gateway.dispute(dispute_id)
        _disputed(
            dispute_id,
            _payment(found.payment_intent),
            kind=Dispute.Kind.DISPUTE,
            amount=found.amount,
            currency=found.currency,
            state=state_of_dispute(found),
            stripe_status=found.status,
            opened_on=day(found.created),
        )


def warning(warning_id: str) -> None:
    """A bank's early word of fraud. It stops the monthly donation. Raises NotYet."""
    with alone(warning_id):
        found = gateway.warning(warning_id)
        payment = _payment(found.payment_intent)
        _disputed(
            warning_id,
            payment,
            kind=Dispute.Kind.WARNING,
            amount=payment.amount,
            currency=payment.currency,
            state=Dispute.State.WARNING,
            opened_on=day(found.created),
        )


def _disputed(stripe_id: str, payment: Payment, **values: object) -> None:
    _row, is_new = Dispute.objects.update_or_create(
        reference=hashing.reference(stripe_id), defaults={"payment": payment, **values}
    )
    if not is_new:
        return
    app.configure_task("donations.alert_treasurer").defer(kind="dispute")
    if (begun := payment.subscription) and not begun.is_over and begun.stripe_id:
        Subscription.objects.filter(pk=begun.pk).update(stop_asked_by=End.DISPUTE)
        app.configure_task("donations.finish_stopping").defer(subscription_id=begun.pk)
