"""The sandbox of this site: its file lies in `var/`, the processes of the site share it."""

from collections.abc import Mapping
from functools import cache

from django.conf import settings

from donations.sandbox.engine import Sandbox

# What an endpoint at the real Stripe would be made for, so that its log looks the same here.
HEARD = """
charge.dispute.closed charge.dispute.created charge.refunded
checkout.session.async_payment_failed checkout.session.async_payment_succeeded
checkout.session.completed checkout.session.expired customer.subscription.created
customer.subscription.deleted customer.subscription.paused customer.subscription.resumed
customer.subscription.updated invoice.finalization_failed invoice.marked_uncollectible invoice.paid
invoice.payment_action_required invoice.payment_failed invoice.voided
payment_method.automatically_updated radar.early_fraud_warning.created refund.failed refund.updated
""".split()


def current() -> Sandbox:
    """This process's hold on it; made when first asked for."""
    return _sandbox(str(settings.VAR / "sandbox.sqlite3"))


@cache
def _sandbox(path: str) -> Sandbox:
    return Sandbox(path, events=HEARD)


def transport(
    method: str, url: str, headers: Mapping[str, str], body: str | bytes | None
) -> tuple[str, int, dict[str, str]]:
    """What the gateway asks instead of the network."""
    return current().request(method, url, headers, body)


def now() -> int:
    """Seconds since 1970 by the sandbox's clock."""
    return current().now
