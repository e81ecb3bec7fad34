"""Form encoding as Stripe's SDKs write it: `items[0][price_data][currency]=eur`."""

import re
from urllib.parse import parse_qsl

from donations.sandbox.refusals import Document, Refusal

KEY = re.compile(r"(?P<root>[^\[\]]+)(?P<rest>(\[[^\[\]]*\])*)")


def decode(form: str | bytes | None) -> Document:
    """Nested dictionaries; a list is still a dictionary by position. Raises Refusal (400)."""
    try:
        text = form.decode() if isinstance(form, bytes) else form or ""
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text))
    except ValueError:
        raise Refusal(400, "The body is no form, or no UTF-8.", began=False) from None
    values: Document = {}
    for name, value in pairs:
        match = KEY.fullmatch(name)
        if match is None:
            raise Refusal(400, f"Invalid parameter name: {name}", began=False)
        path = [match["root"], *re.findall(r"\[([^\[\]]*)\]", match["rest"])]
        _set(values, path, value, name)
    return values


def _set(values: Document, path: list[str], value: str, name: str) -> None:
    for part in path[:-1]:
        values = values.setdefault(part, {})
        if not isinstance(values, dict):
            raise Refusal(400, f"Invalid {name}: it is a value and has parts", began=False)
    last = path[-1] or str(len(values))  # `expand[]=…` appends
    if last in values:
        raise Refusal(400, f"Invalid {name}: it is given twice", began=False)
    values[last] = value
