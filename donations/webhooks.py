"""Webhooks: Stripe says that something happened; we note it, answer, and look what it was afterwards."""

from collections.abc import Callable

from django.db import connection, transaction
from procrastinate.contrib.django import app

from donations import gateway, remote, sync
from donations.models import Event, today

# What the endpoint at Stripe is to be subscribed to, by what has to be fetched afresh
SYNCED: dict[str, Callable[[str], object]] = {
    "checkout.session.completed": sync.session,
    "checkout.session.async_payment_succeeded": sync.session,
    "checkout.session.async_payment_failed": sync.session,
    "checkout.session.expired": sync.session,
    "invoice.paid": sync.invoice,
    "invoice.payment_failed": sync.invoice,
    "invoice.payment_action_required": sync.invoice,
    "invoice.finalization_failed": sync.invoice,
    "invoice.voided": sync.invoice,
    "invoice.marked_uncollectible": sync.invoice,
    "customer.subscription.created": sync.subscription,
    "customer.subscription.updated": sync.subscription,
    "customer.subscription.deleted": sync.subscription,
    "customer.subscription.paused": sync.subscription,
    "customer.subscription.resumed": sync.subscription,
    "charge.refunded": sync.charge,
    "refund.updated": sync.refund,
    "refund.failed": sync.refund,
    "charge.dispute.created": sync.dispute,
    "charge.dispute.closed": sync.dispute,
    "radar.early_fraud_warning.created": sync.warning,
    "payment_method.automatically_updated": lambda _card: None,  # we keep nothing of cards
}

INSERT = """
INSERT INTO donations_event (stripe_id, type, object_id, state, note, received_on)
VALUES (%s, %s, %s, %s, '', %s) ON CONFLICT (stripe_id) DO NOTHING RETURNING id
"""


@transaction.atomic
def receive(event: remote.Event) -> bool:
    """Note an event and promise to look into it; False when it was known. Two queries."""
    pk = note(event)
    if pk is None:
        return False
    app.configure_task("donations.process_event").defer(event_id=pk)
    return True


def note(event: remote.Event) -> int | None:
    """The key of its new row; None when it was known. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT, [event.id, event.type[:100], event.object_id, str(Event.State.WAITING), today()]
        )
        row = cursor.fetchone()
    return row[0] if row else None


@transaction.atomic
def replay(event: Event) -> None:
    """Look into an event once more, whatever came of it the last time; safe to call twice."""
    Event.objects.filter(pk=event.pk).update(state=Event.State.WAITING, note="")
    app.configure_task("donations.process_event").defer(event_id=event.pk)


def process(event: Event) -> None:
    """Look into an event; safe to repeat. Whatever goes wrong is noted in the row, then raised."""
    fetch = SYNCED.get(event.type)
    if fetch is None:
        return _end(event, Event.State.FLAGGED, "a type we don't know")
    try:
        object_id = event.object_id or gateway.event(event.stripe_id).object_id
        if not object_id:
            return _end(event, Event.State.FLAGGED, "about nothing")
        result = fetch(object_id)
    except remote.Missing:
        return _end(event, Event.State.DONE, "gone at Stripe")
    except Exception as error:
        _end(event, Event.State.FAILED, type(error).__name__)
        raise
    if getattr(result, "state", "") == "unknown":
        return _end(event, Event.State.FLAGGED, f"status {getattr(result, 'stripe_status', '')}")
    return _end(event, Event.State.DONE, "")


def _end(event: Event, state: Event.State, why: str) -> None:
    """What is done needs no object any more: it would lead to somebody who was forgotten meanwhile."""
    values = {"state": state, "note": why[:200]}
    if state == Event.State.DONE:
        values["object_id"] = ""
    Event.objects.filter(pk=event.pk).update(**values)
