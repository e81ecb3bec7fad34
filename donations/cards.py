"""Another card for a monthly donation: a visit to Stripe's page, then it is put in place, then used."""

import secrets
from contextlib import suppress

from django.db import transaction

from donations import attempts, gateway, letters, remote, sync
from donations.managing import NotNow
from donations.models import CARD, Checkout, Subscription


def begin(subscription: Subscription, *, language: str, addresses: tuple[str, str]) -> str:
    """Address of Stripe's page, where the card is left. Raises NotNow, Unavailable."""
    if not subscription.can_change_card or subscription.customer is None:
        raise NotNow
    checkout = Checkout.objects.create(
        key=secrets.token_hex(32),
        kind=CARD,
        currency=subscription.currency,
        language=language,
        donor=subscription.donor,
        subscription=subscription,
    )
    try:
        begun = gateway.start_card(
            customer=subscription.customer.stripe_id,
            currency=subscription.currency,
            language=language,
            key=checkout.key,
            addresses=addresses,
        )
    except (remote.Missing, remote.Refused) as error:
        raise NotNow from error
    checkout.stripe_id = begun.id
    checkout.save(update_fields=["stripe_id"])
    return begun.url


def take(checkout: Checkout) -> None:
    """Put the card that was left in place and pay what is due with it. Safe to call twice.

    Which donation it is for says our row, never what comes back from outside. Raises Unavailable.
    """
    row = checkout.subscription
    if checkout.state == Checkout.State.COMPLETE or row is None or not row.stripe_id:
        return
    method = gateway.card_left(gateway.session(str(checkout.stripe_id)).setup_intent)
    try:
        gateway.set_card(row.stripe_id, method, key=attempts.next_key(row, "card"))
    except (remote.Missing, remote.Refused):  # it ended while the card was being left
        _finish(checkout, Checkout.State.FAILED)
        sync.subscription(row.stripe_id)
        return
    _pay_due(row)
    _finish(checkout, Checkout.State.COMPLETE)


def _pay_due(row: Subscription) -> None:
    """A card that is declined here is told of as any failed charge is.

    Nothing is charged once a stop was asked for, also while Stripe has not confirmed it.
    """
    assert row.stripe_id
    if Subscription.objects.filter(pk=row.pk).exclude(stop_asked_by="").exists():
        return
    for unpaid in gateway.unpaid_invoices(row.stripe_id):
        if unpaid.status == "open":
            with suppress(remote.Declined, remote.Refused, remote.Missing):
                gateway.pay(unpaid, key=attempts.next_key(row, "pay"))
            sync.invoice(unpaid.id)
    sync.subscription(row.stripe_id)


@transaction.atomic
def _finish(checkout: Checkout, state: Checkout.State) -> None:
    """The letter goes out with the change of state, once."""
    changed = Checkout.objects.filter(pk=checkout.pk).exclude(state=state).update(state=state)
    if changed and state == Checkout.State.COMPLETE:
        letters.promise("card", checkout.donor, subscription=checkout.subscription)
