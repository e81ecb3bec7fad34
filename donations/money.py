"""Money: the currencies we take, what people type for an amount, and how an amount is written.

An amount is an integer in minor units (cents, grosze) beside a currency code in lower case, as Stripe
has them. The three currencies all have a hundred minor units.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_currency, format_decimal
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.languages import current_language

MINOR = 100  # minor units in one
CEILING = 1_000_000  # minor units of one donation; above, people write to us


@dataclass(frozen=True)
class Currency:
    code: str
    floor: int  # the smallest donation, in minor units; it deters trying out stolen cards, too
    suggested: tuple[int, ...]  # the buttons, in minor units
    written: str  # what people write after or before a number, as a pattern


CURRENCIES = {
    "eur": Currency("eur", 300, (500, 1000, 2000, 5000), r"€|eur|евро|euros?"),
    "usd": Currency("usd", 300, (500, 1000, 2000, 5000), r"\$|usd|долл(?:ар(?:а|ов)?)?|dollars?"),
    "pln": Currency(
        "pln", 1000, (2000, 4000, 8000, 20000), r"zł|zl|pln|злот(?:ый|ых|ые|ого)|zlot\w*"
    ),
}
CODES = tuple(CURRENCIES)
CHOICES = [(code, code.upper()) for code in CODES]

SPACES = re.compile(r"[\s'’\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}]+")
SHAPE = re.compile(r"(?P<whole>[0-9]{1,12})(?:[.,](?P<part>[0-9]{1,2}))?")
GROUPED = re.compile(
    r"(?P<whole>[0-9]{1,3}(?:(?P<mark>[.,])[0-9]{3})(?:(?P=mark)[0-9]{3})*)(?:(?!(?P=mark))[.,](?P<part>[0-9]{1,2}))?"
)


class Unreadable(ValueError):
    """What was typed is no amount we can take. `reason` says why, to a person, in their language."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(reason)
        self.reason = reason


def parse(text: str, code: str) -> int:
    """Minor units of a donation somebody typed. Raises Unreadable as `read` does, and out of bounds."""
    return within_bounds(read(text, code), code)


def read(text: str, code: str) -> int:
    """Minor units of what somebody typed: `10`, `10,50`, `1 000`, `10.5 €`, `1.000,50`.

    A single mark before three digits groups thousands: no cent has three digits. Raises Unreadable:
    for no amount, and for the sign of another currency.
    """
    bare = SPACES.sub("", text.strip().lower())
    for each in CURRENCIES.values():
        stripped = re.sub(rf"^(?:{each.written})|(?:{each.written})\.?$", "", bare)
        if stripped != bare and each.code != code:
            raise Unreadable(
                format_lazy(
                    _("You wrote an amount in {written}, but chose {chosen}."),
                    written=each.code.upper(),
                    chosen=code.upper(),
                )
            )
        bare = stripped
    found = SHAPE.fullmatch(bare) or GROUPED.fullmatch(bare)
    if not found:
        raise Unreadable(_("Please write an amount in figures, such as 10 or 10.50."))
    whole = re.sub(r"[.,]", "", found["whole"])
    return int(whole) * MINOR + int((found["part"] or "").ljust(2, "0"))


def within_bounds(amount: int, code: str) -> int:
    """The amount itself. Raises Unreadable below the floor of the currency and above the ceiling."""
    if amount < CURRENCIES[code].floor:
        raise Unreadable(
            format_lazy(
                _("The smallest donation is {floor}: of less, too little would be left of it."),
                floor=written(CURRENCIES[code].floor, code),
            )
        )
    if amount > CEILING:
        raise Unreadable(
            format_lazy(
                _("For more than {ceiling} at once, please write to us first."),
                ceiling=written(CEILING, code),
            )
        )
    return amount


def written(amount: int, code: str) -> str:
    """As the language in force writes it: 10 €, 10,50 € or €10.50; no cents where there are none."""
    language = current_language()
    digits = "0.00" if amount % MINOR else "0"
    pattern = f"#,##{digits}\N{NO-BREAK SPACE}¤"
    if language == "en" and code != "pln":  # whose sign stands behind in every language
        pattern = f"¤#,##{digits}"
    figure = format_currency(
        Decimal(amount) / MINOR, code.upper(), pattern, language, currency_digits=False
    )
    return figure.replace("PLN", "zł")


def figures(amount: int) -> str:
    """Without the currency, as people type it in the language in force: 5 000 or 10,50."""
    digits = "0.00" if amount % MINOR else "0"
    return format_decimal(Decimal(amount) / MINOR, f"#,##{digits}", current_language())
