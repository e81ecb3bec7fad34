"""What the treasurer is written to about at once: that it happened, and where to look. Never who."""

import logging

from django.conf import settings
from django.core.cache import cache

from core import mail

logger = logging.getLogger(__name__)

KINDS = {"card_testing", "dispute", "differences"}
AN_HOUR = 3600  # seconds in which one letter of a kind is enough


def alert(kind: str) -> bool:
    """Promise the treasurer a letter; False when one of its kind was promised within the hour.

    The cache remembers that, so with one per process each worker writes once an hour. The log has
    every alert, also where there is nobody to write to.
    """
    assert kind in KINDS
    logger.warning("Alert to the treasurer: %s", kind)
    if not settings.TREASURER_EMAIL or not cache.add(f"donations-alert:{kind}", 1, AN_HOUR):
        return False
    mail.send(
        "donations/email/alert",
        to=settings.TREASURER_EMAIL,
        language=settings.LANGUAGE_CODE,
        context={"kind": kind},
    )
    return True
