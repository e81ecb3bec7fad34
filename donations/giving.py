"""Beginning to give: from the form to Stripe's page."""

import hashlib
import hmac
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import F

from donations import gateway, remote
from donations.models import MONTHLY, ONCE, Campaign, Checkout


@dataclass(frozen=True)
class Gift:
    """What somebody chose on the donation page. `mark` is that page's own, drawn anew each time."""

    kind: str
    amount: int
    currency: str
    language: str
    mark: str
    campaign: Campaign | None = None

    @property
    def key(self) -> str:
        """The same for the same choice on the same page: a second click is no second gift."""
        chosen = (
            self.mark,
            self.kind,
            self.amount,
            self.currency,
            self.campaign and self.campaign.pk,
        )
        message = "\0".join(map(str, chosen))
        return hmac.new(
            settings.HASH_KEY.encode(), f"gift\0{message}".encode(), hashlib.sha256
        ).hexdigest()


def is_begun(gift: Gift) -> bool:
    """Whether this click is not the first one. One query."""
    return Checkout.objects.filter(key=gift.key).exists()


def begin(gift: Gift, *, addresses: tuple[str, str]) -> tuple[Checkout, str]:
    """The visit and the address of Stripe's page for it; empty when it is over (paid, or expired).

    A second click waits for the first and gets the same page. Raises Unavailable, after which the same
    may be tried again, and Refused.
    """
    assert gift.kind in (ONCE, MONTHLY)
    Checkout.objects.bulk_create([_new(gift)], ignore_conflicts=True)
    Checkout.objects.filter(key=gift.key).update(attempts=F("attempts") + 1)
    with transaction.atomic():
        checkout = Checkout.objects.select_for_update(of=("self",)).get(key=gift.key)
        if checkout.stripe_id:
            known = gateway.session(checkout.stripe_id)
            return checkout, known.url if known.status == "open" else ""
        begun = _started(gift, checkout, addresses)
        checkout.stripe_id = begun.id
        checkout.save(update_fields=["stripe_id"])
    return checkout, begun.url


def _new(gift: Gift) -> Checkout:
    return Checkout(
        key=gift.key,
        kind=gift.kind,
        amount=gift.amount,
        currency=gift.currency,
        language=gift.language,
        campaign=gift.campaign,
    )


def _started(gift: Gift, checkout: Checkout, addresses: tuple[str, str]) -> remote.Session:
    start = gateway.start_once if gift.kind == ONCE else gateway.start_monthly
    return start(
        amount=gift.amount,
        currency=gift.currency,
        language=gift.language,
        key=checkout.key,
        attempt=checkout.attempts,
        addresses=addresses,
    )
