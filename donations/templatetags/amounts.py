"""How templates write money and cards."""

from django import template

from donations import money

register = template.Library()

BRANDS = {
    "amex": "American Express", "cartes_bancaires": "Cartes Bancaires", "diners": "Diners Club",
    "eftpos_au": "eftpos", "jcb": "JCB", "unionpay": "UnionPay",
}  # fmt: skip


@register.filter
def written(amount: int, currency: str) -> str:
    """Minor units in the language in force: 10 € or €10."""
    return money.written(amount, currency)


@register.filter
def brand(code: str) -> str:
    """Of a card, as it calls itself: Stripe has it in lower case."""
    return BRANDS.get(code, code.replace("_", " ").title())
