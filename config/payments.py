"""What the settings say of payments has to make sense before anything is served."""

from django.core.exceptions import ImproperlyConfigured

KEYS = ("sk_test_", "sk_live_", "rk_test_", "rk_live_")


def check(key: str, webhook_secrets: list[str], is_sandbox: bool) -> None:
    """Raises ImproperlyConfigured. A sandbox beside a key would take real donors for play."""
    if key and is_sandbox:
        raise ImproperlyConfigured(
            "STRIPE_SECRET_KEY is set and STRIPE_SANDBOX is on: the sandbox never runs beside a real"
            " key. Take one of them away (var/secrets.env may hold STRIPE_SANDBOX; the environment wins)"
        )
    if key and not key.startswith(KEYS):
        raise ImproperlyConfigured(
            f"STRIPE_SECRET_KEY is no secret key: it begins with none of {KEYS}"
        )
    if key and not webhook_secrets:
        raise ImproperlyConfigured(
            "STRIPE_SECRET_KEY is set and STRIPE_WEBHOOK_SECRETS is not: without it no payment is heard of"
        )
