"""Addresses of a donor's own pages, and the database as text before and after."""

from django.apps import apps
from django.urls import reverse
from django.utils.translation import override

from donations import links


def address(name, donor, *args, language="en", token=None):
    with override(language):
        return reverse(f"donations:{name}", args=[token or links.token(donor), *args])


def every_address(donor, subscription=None, payment=None, language="en"):
    """Of each page that a private link opens."""
    found = [address(name, donor, language=language) for name in ("own", "links", "forget")]
    if subscription:
        found += [
            address(deed, donor, subscription.pk, language=language)
            for deed in ("stop", "resume", "pause", "amount", "card")
        ]
    if payment:
        found += [
            address("receipt", donor, payment.pk, language=language),
            address("receipt-pdf", donor, payment.pk, language=language),
            address("statement", donor, payment.paid_on.year, language=language),
            address("statement-pdf", donor, payment.paid_on.year, language=language),
        ]
    return found


def dump():
    """Every row of ours, and every job."""
    models = [*apps.get_app_config("donations").get_models(), *apps.get_app_config("accounts").get_models(),
              apps.get_model("procrastinate", "ProcrastinateJob")]  # fmt: skip
    return {model.__name__: list(model._base_manager.order_by("pk").values()) for model in models}
