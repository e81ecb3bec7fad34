"""What came of a visit to Stripe's page."""

from procrastinate.contrib.django import app

from donations import gateway, remote
from donations.models import (
    CARD,
    Checkout,
    Donor,
    PaymentTrace,
    Subscription,
)
from donations.sync.payments import invoice, once
from donations.sync.present import alone
from donations.sync.subscriptions import subscription


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
            once(found, checkout)
        case "subscription":
            begun = gateway.subscription(found.subscription)
            if begun.invoice:
                invoice(begun.invoice)
            else:
                subscription(begun.id)
        case "setup" if (
            checkout and checkout.subscription and checkout.state != Checkout.State.COMPLETE
        ):
            app.configure_task("donations.take_card").defer(checkout_id=checkout.pk)


def _note(checkout: Checkout, found: remote.Session) -> None:
    """What became of the visit; who gave is known from now on.

    Of a page that Stripe opened and nobody was led to, its answer having been lost, only payment counts.
    """
    if checkout.stripe_id not in (None, "", found.id) and found.status != "complete":
        return
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
