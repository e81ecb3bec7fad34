"""What the treasurer's pages need: money in words, shades of a table."""

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
