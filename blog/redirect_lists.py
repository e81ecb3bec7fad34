"""Lists of redirects as other programs write them: a line each, the old address and the new one."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from blog import redirecting
from blog.models import Redirect
from blog.redirecting import Refused, Wish

LARGEST = 500_000  # bytes
MOST_LINES = 1_000  # checked while somebody waits
SEPARATORS = "\t;,"
WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Fault:
    line: int
    text: str
    reason: str


@dataclass(frozen=True)
class Plan:
    """What a list would change, or why it can't: with one fault nothing of it is written."""

    rows: Sequence[Redirect]
    replaced: dict[str, str]  # address by path, of those that lead elsewhere now
    unchanged: int
    faults: Sequence[Fault]


def decoded(content: bytes) -> str:
    """UTF-8, or what spreadsheets save where that is Russian."""
    if content.startswith(WIDE):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1251", "replace")


def plan(text: str) -> Plan:
    """Raises Refused for what is no list that can be checked."""
    wishes, faults = read(text)
    rows, refused = redirecting.check(wishes)
    faults += [Fault(wish.line, f"{wish.old} → {wish.new}", reason) for wish, reason in refused]
    there = Redirect.objects.select_related("post").in_bulk(
        [row.path for row in rows], field_name="path"
    )
    changed = [row for row in rows if row.path not in there or differs(row, there[row.path])]
    replaced = {row.path: there[row.path].address for row in changed if row.path in there}
    faults.sort(key=lambda fault: fault.line)
    return Plan(changed, replaced, len(rows) - len(changed), faults)


def differs(one: Redirect, other: Redirect) -> bool:
    return (one.post_id, one.language, one.target) != (other.post_id, other.language, other.target)


def read(text: str) -> tuple[list[Wish], list[Fault]]:
    """Separated by commas, semicolons or tabs. A first line without any address is a heading."""
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        raise Refused(_("A list may have %(count)d lines at most.") % {"count": MOST_LINES})
    wishes: list[Wish] = []
    faults: list[Fault] = []
    separator = separator_of(lines)
    for number, line in enumerate(lines, start=1):
        cells = [cell.strip() for cell in cells_of(line, separator)]
        while cells and not cells[-1]:
            cells.pop()
        if not cells or (number == 1 and not any(map(is_address, cells))):
            continue
        if len(cells) == 2:
            wishes.append(Wish(cells[0], cells[1], number))
        else:
            faults.append(Fault(number, line, _("A line is an old address and a new one.")))
    if not wishes and not faults:
        raise Refused(_("There is no redirect in the list."))
    return wishes, faults


def separator_of(lines: Sequence[str]) -> str:
    first = next((line for line in lines if line.strip()), "")
    return next((mark for mark in SEPARATORS if mark in first), ",")


def cells_of(line: str, separator: str) -> list[str]:
    """Of one line: no address goes on in the next."""
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return [line]


def is_address(cell: str) -> bool:
    return cell.startswith(("/", "http://", "https://"))
