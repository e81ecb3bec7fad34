"""Letters to donors. The queue names rows; the address is asked of Stripe when the letter leaves.

A letter is a kind: templates/donations/email/<kind>.{subject.txt,txt,html}. Each gets `link` (private),
`subscription`, `payment`, `refund` where there is one.
"""

from typing import Any

from django.conf import settings
from procrastinate.contrib.django import app

from core import mail
from donations import gateway, hashing, links
from donations.models import Donor, Payment, Refund, Subscription

KINDS = {
    "link",  # asked for on the site
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
    donor = Donor.objects.filter(pk=donor_id).first()
    to = address_of(donor) if donor else ""
    if not donor or not to:
        return
    context: dict[str, Any] = {
        "link": links.address(donor, language),
        "link_days": settings.DONATE_LINK_DAYS,
        "subscription": Subscription.objects.filter(pk=rows.get("subscription", 0)).first(),
        "payment": Payment.objects.filter(pk=rows.get("payment", 0)).first(),
        "refund": Refund.objects.filter(pk=rows.get("refund", 0)).first(),
    }
    mail.deliver(
        f"donations/email/{kind}", to=to, language=language, context=context, message_id=message_id
    )


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
