"""How results are written: marked words, counts, languages, and addresses of searches like this one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from search.addresses import address
from search.asking import read
from search.results import Count, Piece, Wish
from search.showing import changed, in_language
from search.sources import all_sources

register = template.Library()

FOUND_BY = {
    "ru": gettext_lazy("found by its Russian version"),
    "en": gettext_lazy("found by its English version"),
}


@register.filter
def marked(pieces: Iterable[Piece]) -> SafeString:
    """Every piece is escaped: a text that has tags in it shows them, and marks nothing."""
    return format_html_join(
        "",
        "{}",
        ([format_html("<mark>{}</mark>", text) if is_match else text] for text, is_match in pieces),
    )


@register.filter
def number(count: Count) -> str:
    """Short: 82, 10,000+."""
    text = number_format(count.number, force_grouping=True)
    return f"{text}+" if count.is_more else text


@register.filter
def in_results(count: Count) -> str:
    """As words: 82 results, over 10,000 results."""
    if count.is_more:
        text = ngettext("over %(n)s result", "over %(n)s results", count.number)
    else:
        text = ngettext("%(n)s result", "%(n)s results", count.number)
    return text % {"n": number(Count(count.number))}


@register.filter
def called(name: str) -> str:
    """What a result of a kind is."""
    kinds = (kind for source in all_sources() for kind in source.kinds)
    return next((str(kind.one or kind.label) for kind in kinds if kind.name == name), "")


register.filter(in_language)


@register.filter
def found_by(code: str) -> str:
    return str(FOUND_BY.get(code, _("found by its version in another language")))


@register.simple_tag
def search_address(wish: Wish, page_name: str = "search", **changes: Any) -> str:
    """The address of a search that differs from this one; `text` changes its words."""
    text = changes.pop("text", None)
    otherwise = changed(wish, **changes)
    return address(otherwise if text is None else replace(otherwise, query=read(text)), page_name)
