"""What parameters may be, as Stripe checks them: each function here makes a check, or is one.

A check takes what was sent and the parameter's name, returns the value, and raises Refusal.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from donations.sandbox.refusals import (
    Document,
    invalid,
    missing_parameter,
    unknown_parameter,
)

Check = Callable[[Any, str], Any]

CURRENCIES = frozenset(
    """aed all amd ars aud azn bam bdt bgn bif brl byn cad chf clp cny cop czk djf dkk egp eur gbp
    gel gnf hkd huf idr ils inr isk jpy kes kgs kmf krw kzt mad mdl mga mkd mxn myr ngn nok nzd pen
    php pln pyg qar ron rsd rub rwf sar sek sgd thb try twd uah ugx usd uyu uzs vnd vuv xaf xof xpf
    zar""".split()
)
ZERO_DECIMAL = frozenset("bif clp djf gnf jpy kmf krw mga pyg rwf ugx vnd vuv xaf xof xpf".split())
MINIMUM = {"eur": 50, "usd": 50, "pln": 200}  # of one charge, in minor units
MAXIMUM = 99_999_999


def text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise invalid(f"Invalid string: {value}", name)
    if not value:
        raise invalid(
            f"You passed an empty string for '{name}'. We assume empty values are an attempt to "
            f"unset a parameter; however '{name}' cannot be unset.",
            name,
            "parameter_invalid_empty",
        )
    if len(value) > 5000:
        raise invalid(f"Invalid string: {value[:10]}…; must be at most 5000 characters", name)
    return value


def up_to(limit: int) -> Check:
    def check(value: Any, name: str) -> str:
        if len(text(value, name)) > limit:
            raise invalid(f"Invalid string: must be at most {limit} characters", name)
        return str(value)

    return check


def integer(value: Any, name: str) -> int:
    if not isinstance(value, str) or not re.fullmatch(r"-?\d{1,18}", value):
        raise invalid(f"Invalid integer: {value}", name, "parameter_invalid_integer")
    return int(value)


def amount(value: Any, name: str) -> int:
    """Minor units of some currency."""
    number = integer(value, name)
    if number < 0:
        raise invalid("Invalid non-negative integer", name, "parameter_invalid_integer")
    if number > MAXIMUM:
        raise invalid("Amount must be no more than 999,999.99", name, "amount_too_large")
    return number


def positive(value: Any, name: str) -> int:
    number = integer(value, name)
    if number < 1:
        raise invalid("This value must be greater than or equal to 1.", name)
    return number


def flag(value: Any, name: str) -> bool:
    if value not in ("true", "false"):
        raise invalid(f"Invalid boolean: {value}", name)
    return bool(value == "true")


def currency(value: Any, name: str) -> str:
    if value not in CURRENCIES:
        raise invalid(f"Invalid currency: {value}.", name)
    return str(value)


def address(value: Any, name: str) -> str:
    """A full web address; Stripe fills in {CHECKOUT_SESSION_ID} later."""
    parts = urlsplit(text(value, name).replace("{CHECKOUT_SESSION_ID}", "id"))
    if parts.scheme not in ("http", "https") or not parts.hostname or len(value) > 5000:
        raise invalid("Not a valid URL", name, "url_invalid")
    return str(value)


def suffix(value: Any, name: str) -> str:
    """What follows the account's name on a bank statement."""
    if not re.fullmatch(r"(?=.*[A-Za-z])[ !#-&(-),-;=?-~+]{1,22}", text(value, name)):
        raise invalid(
            "The statement descriptor suffix must be at most 22 Latin characters, one of them a"
            " letter, none of them one of: < > \\ ' \" *",
            name,
        )
    return str(value)


def one_of(*choices: str) -> Check:
    def check(value: Any, name: str) -> str:
        if value not in choices:
            listed = ", ".join(choices)
            raise invalid(f"Invalid {name}: must be one of {listed}", name)
        return str(value)

    return check


def or_empty(check: Check) -> Check:
    """The empty string unsets: it comes back as None."""
    return lambda value, name: None if value == "" else check(value, name)


def either(first: Check, second: Check) -> Check:
    """`first` for what has parts, `second` for a plain value."""
    return lambda value, name: (first if isinstance(value, dict) else second)(value, name)


def fields(checks: Mapping[str, Check], required: str = "") -> Check:
    """Named parts; others are unknown. `required` are names, apart by spaces."""

    def check(value: Any, name: str) -> Document:
        if not isinstance(value, dict):
            raise invalid(f"Invalid object: {value}", name)
        inside = {part: f"{name}[{part}]" if name else part for part in [*value, *required.split()]}
        for part in value:
            if part not in checks:
                raise unknown_parameter(inside[part])
        for part in required.split():
            if part not in value:
                raise missing_parameter(inside[part])
        return {part: checks[part](sent, inside[part]) for part, sent in value.items()}

    return check


def rows(check: Check, most: int = 100) -> Check:
    def checked(value: Any, name: str) -> list[Any]:
        if not isinstance(value, dict) or set(value) != {str(n) for n in range(len(value))}:
            raise invalid("Invalid array", name)
        if len(value) > most:
            raise invalid(f"Array {name} exceeded maximum {most} allowed elements.", name)
        return [check(value[str(n)], f"{name}[{n}]") for n in range(len(value))]

    return checked


def metadata(value: Any, name: str) -> dict[str, str]:
    """An empty value deletes the key, which is for whoever stores it to do."""
    if not isinstance(value, dict) or len(value) > 50:
        raise invalid("Invalid metadata: at most 50 keys with strings", name)
    for key, words in value.items():
        if not isinstance(words, str) or len(key) > 40 or len(words) > 500:
            raise invalid(
                "Metadata keys are at most 40, values at most 500 characters long",
                f"{name}[{key}]",
            )
    return dict(value)


def merged(old: Mapping[str, str], new: Mapping[str, str] | None) -> dict[str, str]:
    """Metadata after an update; None unsets all of it."""
    if new is None:
        return {}
    return {key: value for key, value in {**old, **new}.items() if value}


BOUNDS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
span = either(fields(dict.fromkeys(BOUNDS, integer)), integer)


def in_words(minor: int, code: str) -> str:
    """10.50 EUR"""
    if code in ZERO_DECIMAL:
        return f"{minor} {code.upper()}"
    return f"{minor // 100}.{minor % 100:02} {code.upper()}"


def chargeable(minor: int, code: str, name: str) -> None:
    """Raises Refusal when cards can't be charged so little."""
    least = MINIMUM.get(code, 1)
    if minor < least:
        raise invalid(
            f"The Checkout Session's total amount due must add up to at least"
            f" {in_words(least, code)}",
            name,
            "amount_too_small",
        )
