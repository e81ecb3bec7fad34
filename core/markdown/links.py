"""The parts of a link: `[words](address "title")`.

markdown-it looks for them letter by letter, and far ahead once for each bracket in them.
"""

import re
from typing import NamedTuple

from markdown_it.common.utils import unescapeAll

from core.html import SCHEMES

LONGEST = 4_000  # characters of an address as it is sent

# An address that is written as it is
PLAIN = re.compile(
    r"(?:https?://[a-z0-9.-]++(?::\d++)?)?(?:[/?#](?:[A-Za-z0-9/?#=&_.,;:+~-]|%[0-9A-F]{2})*+)?"
)
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*+):")

_PART = r"(?:[^\x00-\x20\x7f()\\]|\\(?:[^ ]|\Z))*+"
_IN_BRACKETS = rf"\({_PART}(?:\({_PART}\){_PART})*+\)"
ADDRESS_FORM = re.compile(
    rf"<((?:[^\n<>\\]|\\.)*+)>|((?!<){_PART}(?:{_IN_BRACKETS}{_PART})*+)", re.DOTALL
)
TITLE_FORM = re.compile(
    r""""((?:[^"\\]|\\.)*+)"|'((?:[^'\\]|\\.)*+)'|\(((?:[^()\\]|\\.)*+)\)""", re.DOTALL
)


def is_allowed(url: str) -> bool:
    scheme = SCHEME.match(url)
    return len(url) <= LONGEST and (not scheme or scheme[1].lower() in SCHEMES)


class Found(NamedTuple):
    """What markdown-it asks of a part of a link."""

    ok: bool
    pos: int
    str: str
    can_continue: bool = False


def _find(form: re.Pattern[str], text: str, start: int, end: int) -> Found:
    found = form.match(text, start, end)
    if not found or not found[0]:
        return Found(False, 0, "")
    return Found(True, found.end(), unescapeAll(found[found.lastindex or 0]))


def address(text: str, start: int, end: int) -> Found:
    return _find(ADDRESS_FORM, text, start, end)


def title(text: str, start: int, end: int, before: None = None) -> Found:
    return _find(TITLE_FORM, text, start, end)
