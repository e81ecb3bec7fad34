"""What several models need: amounts, currencies, days, the kinds of giving."""

import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

STRIPE_ID = 255  # characters; Stripe's own limit for its ids
ONCE, MONTHLY, CARD = "once", "monthly", "card"


def today() -> datetime.date:
    """The day at the site's place."""
    return timezone.localdate()


class AmountField(models.PositiveIntegerField[int, int]):
    """Minor units of the currency beside it."""


class CurrencyField(models.CharField[str, str]):
    """A code in lower case, as Stripe writes it. What Stripe tells of is kept, also one not ours."""

    def __init__(self, verbose_name: object = None, **options: object) -> None:
        super().__init__(verbose_name or _("currency"), **{"max_length": 3, **options})  # type: ignore[arg-type]
