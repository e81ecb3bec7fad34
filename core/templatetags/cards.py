"""The rows of Django's own lists, each a card where there is no room for columns: see css/cards.css."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from core.html import as_safe

register = template.Library()


@register.filter
def labelled(cells: Iterable[str], headers: Iterable[dict[str, Any]]) -> Iterator[SafeString]:
    """Each says which column it is of, but for the box to choose the row by."""
    for cell, header in zip(cells, headers, strict=True):
        is_box = "action-checkbox" in header["class_attrib"]
        yield as_safe(cell) if is_box else told(cell, str(header["text"]))


def told(cell: str, label: str) -> SafeString:
    """`cell` is what Django made: `<td …>` or `<th …>`, and what is in it."""
    tag = len("<td")
    return (
        as_safe(cell[:tag]) + format_html(' data-label="{}"', capfirst(label)) + as_safe(cell[tag:])
    )
