"""Letters to donors. The queue names rows; the address is asked of Stripe when the letter leaves.

A letter is a kind: templates/donations/email/<kind>.{subject.txt,txt,html}. Each gets `link` (private);
`subscription`, `payment`, `refund` where there is one, with `card_link` and `receipt_link`; and, of a
charge that failed, what is `due`.
"""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override
from procrastinate.contrib.django import app

from core import mail
from donations import gateway, hashing, links, live, remote
from donations.models import Donor, Payment, Refund, Subscription

KINDS = {
    "link",  # asked for on the site
    "renewed",  # all earlier ones were switched off
    "receipt",  # of each payment
    "stopped", "resumed", "paused", "amount", "card",  # done, as asked
    "failed",  # a charge; Stripe tries again, or the bank wants a word
    "ended",  # after the last failed try
    "closed",  # a dispute, the treasurer or Stripe's dashboard ended it
    "refunded",
}  # fmt: skip


def promise(
    kind: str,
    donor: Donor | None,
    *,
    subscription: Subscription | None = None,
    payment: Payment | None = None,
    refund: Refund | None = None,
    language: str = "",
) -> None:
    """Defer a letter in the caller's transaction; to nobody, when the donor is forgotten. One query."""
    assert kind in KINDS
    if donor is None:
        return
    rows = {"subscription": subscription, "payment": payment, "refund": refund}
    app.configure_task("donations.send_letter").defer(
        kind=kind,
        donor_id=donor.pk,
        language=language or donor.language,
        rows={name: row.pk for name, row in rows.items() if row},
        message_id=mail.message_id(),
    )


def write(kind: str, donor_id: int, language: str, rows: dict[str, int], message_id: str) -> None:
    """What the job does. Raises Unavailable and mail's Undelivered (try again), mail's Refused."""
    donor = Donor.objects.filter(pk=donor_id, forget_asked_on=None).first()
    subscription = Subscription.objects.filter(pk=rows.get("subscription", 0)).first()
    if not donor or is_stale(kind, subscription):
        return
    if not (to := address_of(donor)):
        return
    payment = Payment.objects.filter(pk=rows.get("payment", 0)).first()
    context: dict[str, Any] = {
        "link_days": settings.DONATE_LINK_DAYS,
        "subscription": subscription,
        "payment": payment,
        "refund": Refund.objects.filter(pk=rows.get("refund", 0)).first(),
        "due": due(subscription) if kind == "failed" else None,
        **addresses(donor, language, subscription, payment),
    }
    mail.deliver(
        f"donations/email/{kind}", to=to, language=language, context=context, message_id=message_id
    )


def is_stale(kind: str, subscription: Subscription | None) -> bool:
    """What failed was paid before the letter left: it would only frighten."""
    if kind != "failed" or subscription is None:
        return False
    return subscription.is_over or subscription.state == Subscription.State.ACTIVE


def due(subscription: Subscription | None) -> live.Details:
    """When Stripe tries again, and where the bank can be answered. Raises Unavailable."""
    if subscription is None or not subscription.stripe_id:
        return live.Details()
    try:
        found = live.due(subscription.stripe_id)
    except (remote.Missing, remote.Refused):
        return live.Details()
    is_ours = found.page.startswith("/")  # the sandbox's: it is on this site
    return replace(found, page=mail.absolute(found.page)) if is_ours else found


def addresses(
    donor: Donor, language: str, subscription: Subscription | None, payment: Payment | None
) -> dict[str, str]:
    """Where a letter leads; all of it goes by one private link."""
    token = links.token(donor)
    with override(language):
        found = {
            "link": reverse("donations:own", args=[token]),
            "donate_link": reverse("donations:donate"),
        }
        if subscription:
            found["card_link"] = reverse("donations:card", args=[token, subscription.pk])
        if payment:
            found["receipt_link"] = reverse("donations:receipt", args=[token, payment.pk])
    return {name: mail.absolute(path) for name, path in found.items()}


def address_of(donor: Donor) -> str:
    """Stripe's address of the donor, if it is still the one we know them by; else empty.

    An address that changed at Stripe may be somebody else's by now. A call for each customer, at most;
    for who gave once without becoming a customer, a call for the latest payment. Raises Unavailable.
    """
    for customer in donor.customers.order_by("-pk"):
        if is_same(donor, found := gateway.address_of(customer.stripe_id)):
            return found
    trace = donor.traces.exclude(payment_intent="").order_by("-pk").first()
    if trace and is_same(donor, found := gateway.payment(trace.payment_intent).email):
        return found
    return ""


def is_same(donor: Donor, address: str) -> bool:
    return bool(address) and donor.email_hash in hashing.email_hashes(address)
