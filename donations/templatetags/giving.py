"""What giving shows of itself: how far a campaign is, and where the money goes."""

from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django import template
from django.conf import settings

from core.languages import current_language
from donations import campaigns, money
from donations.models import Campaign, Use

register = template.Library()

WHOLE = (
    1000  # units of a bar, in which its parts are whole numbers: no language writes them otherwise
)


@register.inclusion_tag("donations/_progress.html")
def progress(campaign: Campaign) -> dict[str, Any]:
    """A bar, and beside it the same in words. Two queries."""
    found = campaigns.raised(campaign)
    return {
        "campaign": campaign,
        "percent": found.percent,
        "filled": filled(found.raised, found.goal),
        "raised": money.written(max(found.raised, 0), found.currency),
        "goal": money.written(found.goal, found.currency),
        "rates": [
            _rate(each.currency, each.rate, found.currency) for each in found.converted if each.rate
        ],
        "uncounted": [money.written(each.amount, each.currency) for each in found.uncounted],
    }


def _rate(one: str, rate: Decimal, other: str) -> str:
    """Such as 1 USD = 0.92 EUR, in one line."""
    figure = format_decimal(rate, "0.######", current_language())
    return f"1 {one.upper()} = {figure} {other.upper()}".replace(" ", "\N{NO-BREAK SPACE}")


def filled(part: int, whole: int) -> int:
    """Of WHOLE; what is there is seen, and no bar is longer than the whole."""
    if part <= 0:
        return 0
    return min(max(part * WHOLE // whole, WHOLE // 100), WHOLE)


@register.inclusion_tag("donations/_where_it_goes.html")
def where_money_goes() -> dict[str, Any]:
    """For the home page: the running campaign, else the uses. Three queries at most."""
    if not settings.DONATIONS_ARE_OPEN:
        return {}
    language = current_language()
    campaign = Campaign.objects.running().in_language(language).first()
    uses = [] if campaign else list(Use.objects.in_language(language))
    return {"is_open": True, "campaign": campaign, "uses": uses}
