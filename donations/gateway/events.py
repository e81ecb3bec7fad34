"""Events: listed, and as webhooks, which only count when Stripe signed them just now."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence

import stripe
from django.conf import settings

from donations import remote, translating
from donations.gateway import asking

TOLERANCE = 300  # seconds a webhook may be old, or ahead of our clock
SANDBOX_SECRET = "whsec_sandbox"  # noqa: S105  the sandbox's, which signs nothing of worth
SIGNED_AT = re.compile(r"(?:^|,)\s*t=([0-9]{1,19})")  # longer than any time is read no further


def events(since: int, types: Sequence[str]) -> Iterator[remote.Event]:
    """Of up to twenty types, up to thirty days back, the newest first."""
    return asking.pages(
        lambda: asking.v1().events.list, translating.event, since, types=list(types)
    )


def event(event_id: str) -> remote.Event:
    with asking.asking():
        return translating.event(asking.v1().events.retrieve(event_id))


def read_webhook(body: bytes, signature: str) -> remote.Event:
    """The event in a webhook, if Stripe signed it just now for this site. Raises Forged."""
    secrets = settings.STRIPE_WEBHOOK_SECRETS or [SANDBOX_SECRET] * settings.STRIPE_SANDBOX
    signed = SIGNED_AT.search(signature)
    if signed and int(signed[1]) > time.time() + TOLERANCE:  # which the SDK lets pass
        raise remote.Forged("signed in the future")
    for secret in secrets:
        try:
            found = stripe.Webhook.construct_event(body, signature, secret, TOLERANCE)
            return translating.webhook(found, is_live=_is_live(), version=asking.API_VERSION)
        except stripe.SignatureVerificationError:
            continue
        except (ValueError, TypeError, AttributeError):  # not UTF-8, not JSON, no object; no ASCII
            break
    raise remote.Forged("not signed by Stripe, not just now, or not for this site")


def _is_live() -> bool:
    return "_live_" in settings.STRIPE_SECRET_KEY
