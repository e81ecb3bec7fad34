"""From Stripe into our rows: each function fetches one object as it is now and writes what follows.

However often and in whatever order they run, the rows end the same: what is fetched is the present, one
object is written by one at a time, and the letter about a change leaves with the change.
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from donations import gateway, hashing, letters, remote
from donations.models import (
    CARD,
    MONTHLY,
    ONCE,
    Checkout,
    Customer,
    Dispute,
    Donor,
    Payment,
    PaymentTrace,
    Refund,
    Subscription,
)

State, End = Subscription.State, Subscription.End
STATES = {  # of a monthly donation that is neither ending nor paused, by Stripe's status
    "incomplete": State.PENDING,
    "incomplete_expired": State.ENDED,
    "active": State.ACTIVE,
    "trialing": State.ACTIVE,
    "past_due": State.PAST_DUE,
    "unpaid": State.UNPAID,
    "paused": State.PAUSED,
    "canceled": State.ENDED,
}
REASONS = {"payment_failed": End.PAYMENT, "payment_disputed": End.DISPUTE}
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


class NotYet(Exception):
    """What this object belongs to has not been written yet: it will be, so try again."""

    is_impersonal = True


@contextmanager
def alone(stripe_id: str) -> Iterator[None]:
    """One transaction in which nobody else writes of this object: not even with older news."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [stripe_id])
        yield


def day(moment: int) -> datetime.date:
    """The day, at the site's place, of a moment at Stripe."""
    return timezone.localdate(datetime.datetime.fromtimestamp(moment, datetime.UTC))


def session(session_id: str) -> Checkout | None:
    """A visit to Stripe's page, and what came of it. None for a visit that did not begin here."""
    with alone(session_id):
        found = gateway.session(session_id)
        checkout = _checkout(found)
        if found.is_paid:
            _take(found, checkout)
        if checkout:
            _note(checkout, found)
    return checkout


def _checkout(found: remote.Session) -> Checkout | None:
    """By our key, since we may have died before we knew Stripe's id."""
    return Checkout.objects.select_for_update().filter(key=found.key).first()


def _take(found: remote.Session, checkout: Checkout | None) -> None:
    match found.mode:
        case "payment" if found.payment_intent:
            _once(found, checkout)
        case "subscription":
            begun = gateway.subscription(found.subscription)
            if begun.invoice:
                invoice(begun.invoice)
            else:
                subscription(begun.id)
        case "setup" if (
            checkout and checkout.subscription and checkout.state != Checkout.State.COMPLETE
        ):
            app.configure_task("donations.take_card").defer(
                checkout_id=checkout.pk, setup_intent=found.setup_intent
            )


def _note(checkout: Checkout, found: remote.Session) -> None:
    """What became of the visit; who gave is known from now on."""
    checkout.stripe_id = found.id
    checkout.state = _checkout_state(checkout, found)
    if checkout.kind != CARD and checkout.donor is None and found.is_paid:
        checkout.donor = _known_donor(found)
    checkout.save(update_fields=["stripe_id", "state", "donor"])


def _known_donor(found: remote.Session) -> Donor | None:
    if found.mode == "payment":
        trace = PaymentTrace.objects.filter(payment_intent=found.payment_intent).first()
        return trace.donor if trace else None
    row = Subscription.objects.known_as(found.subscription).first()
    return row.donor if row else None


def _checkout_state(checkout: Checkout, found: remote.Session) -> Checkout.State:
    """A card counts as left only when it was put in place: see `cards.take`."""
    if checkout.state == Checkout.State.COMPLETE:
        return Checkout.State.COMPLETE
    if found.status == "expired":
        return Checkout.State.EXPIRED
    if found.status != "complete":
        return Checkout.State.OPEN
    if checkout.kind == CARD:
        return (
            Checkout.State(checkout.state)
            if checkout.state == "failed"
            else Checkout.State.PROCESSING
        )
    return Checkout.State.COMPLETE if found.is_paid else _unpaid(found)


def _unpaid(found: remote.Session) -> Checkout.State:
    """Complete and not paid: the bank still thinks, or has said no."""
    if found.payment_intent:
        status = gateway.payment(found.payment_intent).status
        if status in ("requires_payment_method", "canceled"):
            return Checkout.State.FAILED
    return Checkout.State.PROCESSING


def _once(found: remote.Session, checkout: Checkout | None) -> None:
    if Payment.objects.known_as(found.payment_intent).exists():
        return
    paid = gateway.payment(found.payment_intent)
    donor = donor_of(found.customer, found.email or paid.email, _language(checkout))
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


def _language(checkout: Checkout | None) -> str:
    return checkout.language if checkout else settings.LANGUAGE_CODE


def _recorded(stripe_id: str, **values: object) -> Payment | None:
    """The new row; None when it was there already."""
    payment, is_new = Payment.objects.get_or_create(
        reference=hashing.reference(stripe_id), defaults=values
    )
    return payment if is_new else None


def donor_of(customer: str, address: str, language: str) -> Donor:
    """Whoever has the address; made when nobody has. Without an address, somebody new."""
    known = Customer.objects.filter(stripe_id=customer).select_related("donor").first()
    if known:
        return known.donor
    donor = _by_address(address, language)
    if customer:
        Customer.objects.create(donor=donor, stripe_id=customer)
    return donor


def _by_address(address: str, language: str) -> Donor:
    if not address:
        return Donor.objects.create(language=language)
    hashes = hashing.email_hashes(address)
    if known := Donor.objects.filter(email_hash__in=hashes).first():
        return known
    try:
        with transaction.atomic():
            return Donor.objects.create(email_hash=hashes[0], language=language)
    except IntegrityError:  # another visit of theirs was quicker
        return Donor.objects.get(email_hash=hashes[0])


def subscription(subscription_id: str) -> Subscription:
    """A monthly donation as Stripe has it now; letters about what changed."""
    with alone(subscription_id):
        found = gateway.subscription(subscription_id)
        rows = Subscription.objects.select_for_update(of=("self",)).select_related("donor")
        row = rows.known_as(subscription_id).first()
        if row is None:
            row = _begun(found)
        else:
            before = (State(row.state), row.amount)
            _fill(row, found)
            row.save(update_fields=FILLED)
            _tell(row, *before)
    return row


FILLED = [
    "amount", "currency", "state", "stripe_status", "period_ends_on", "paused_until", "ended_on",
    "end_reason", "stop_asked_by",
]  # fmt: skip


def _begun(found: remote.Subscription) -> Subscription:
    checkout = Checkout.objects.filter(key=found.key).first() if found.key else None
    donor = donor_of(found.customer, gateway.address_of(found.customer), _language(checkout))
    row = Subscription(
        reference=hashing.reference(found.id),
        stripe_id=found.id,
        donor=donor,
        customer=Customer.objects.filter(stripe_id=found.customer).first(),
        campaign=checkout.campaign if checkout else None,
        started_on=day(found.started),
    )
    _fill(row, found)
    row.save()
    return row


def _fill(row: Subscription, found: remote.Subscription) -> None:
    row.amount, row.currency = found.amount, found.currency
    row.stripe_status = found.status
    row.state = state_of(found)
    is_over = row.state == State.ENDED
    row.period_ends_on = None if is_over else day(found.period_end)
    row.paused_until = day(found.resumes) if found.resumes and row.state == State.PAUSED else None
    row.ended_on = day(found.ended or found.period_end) if is_over else None
    row.end_reason = _end_reason(row, found) if is_over else ""
    if row.state in (State.ACTIVE, State.PAUSED) and not row.is_stopping:
        row.stop_asked_by = ""


def state_of(found: remote.Subscription) -> Subscription.State:
    state = STATES.get(found.status, State.UNKNOWN)
    if state == State.ACTIVE and found.is_ending:
        return State.ENDING
    if state == State.ACTIVE and found.is_paused:
        return State.PAUSED
    return state


def _end_reason(row: Subscription, found: remote.Subscription) -> str:
    if found.status == "incomplete_expired":
        return End.EXPIRED
    return REASONS.get(found.cancel_reason) or row.stop_asked_by or End.STRIPE


def _tell(row: Subscription, before: Subscription.State, amount: int) -> None:
    """One letter about what changed, if anything a donor wants to know has."""
    kind = ""
    if row.state != before:
        kind = _news(row, before)
    elif row.amount != amount:
        kind = "amount"
    if kind:
        letters.promise(kind, row.donor, subscription=row)


def _news(row: Subscription, before: Subscription.State) -> str:
    match row.state, before:
        case State.ENDED, State.ENDING | State.PENDING:
            return ""  # as they were told, or before it ever began
        case State.ENDED, _:
            kinds = {End.DONOR: "stopped", End.PAYMENT: "ended"}
            return kinds.get(End(row.end_reason), "closed")
        case State.ENDING, _:
            return "stopped"
        case State.PAUSED, _:
            return "paused"
        case State.ACTIVE, State.ENDING | State.PAUSED:
            return "resumed"
    return ""


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
    payment = _recorded(
        found.payment_intent or found.id,
        kind=MONTHLY,
        amount=found.amount_paid,
        currency=found.currency,
        paid_on=day(found.paid or found.created),
        campaign=row.campaign,
        subscription=row,
    )
    if payment and row.donor:
        PaymentTrace.objects.create(
            payment=payment, donor=row.donor, payment_intent=found.payment_intent, invoice=found.id
        )
        letters.promise("receipt", row.donor, payment=payment, subscription=row)


def _failed(found: remote.Invoice, row: Subscription) -> None:
    """One letter for each try of Stripe's; an old event of the same try says nothing new."""
    told = hashing.reference(f"{found.id} {found.attempts}")
    if row.told_failure != told and not row.is_over:
        row.told_failure = told
        row.save(update_fields=["told_failure"])
        letters.promise("failed", row.donor, subscription=row)


def charge(charge_id: str) -> None:
    """What went back of a charge."""
    for each in gateway.refunds_of(gateway.payment_of_charge(charge_id)):
        refund(each.id)


def refund(refund_id: str) -> None:
    """Money that went back. Raises NotYet while its payment is not recorded."""
    with alone(refund_id):
        found = gateway.refund(refund_id)
        state = found.status if found.status in Refund.State.values else Refund.State.UNKNOWN
        if found.status == "requires_action":
            state = Refund.State.PENDING
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


def _payment(payment_intent: str) -> Payment:
    payment = Payment.objects.known_as(payment_intent).first()
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
            state=DISPUTES.get(found.status, Dispute.State.UNKNOWN),
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
