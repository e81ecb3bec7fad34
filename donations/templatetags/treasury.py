"""What the treasurer's pages need: money in words, shades of a table, the panel of the admin's index."""

from typing import Any

from django import template

from donations import drawing, money, treasury

register = template.Library()


@register.filter(name="money")
def money_(amount: int, currency: str) -> str:
    return money.written(amount, currency)


@register.filter
def at_most(number: int, bound: int) -> int:
    return min(number, bound)


@register.filter
def percents(cohort: treasury.Cohort) -> list[int | None]:
    return [cohort.percent(after) for after in treasury.AFTER]


@register.filter
def shade(percent: int | None) -> str:
    return drawing.shade(percent)


@register.inclusion_tag("admin/donations/_panel.html", takes_context=True)
def treasury_panel(context: dict[str, Any]) -> dict[str, Any]:
    """What goes on and what waits, for who may see payments. Two queries, none for others."""
    if not context["request"].user.has_perm("donations.view_payment"):
        return {"is_shown": False}
    return {
        "is_shown": True,
        "recurring": treasury.recurring(),
        "waiting": treasury.waiting(),
    }
