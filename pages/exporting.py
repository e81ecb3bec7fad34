"""Pages and the menu, row by row, for the export of the site (docs/export.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from core.languages import LANGUAGES
from editing import carrying
from pages.models import MenuItem, Page, PageQuerySet

Row = Mapping[str, Any]


def pages() -> Iterator[Row]:
    """Of a language that readers don't have yet, or no more, nothing."""
    for page in published().prefetch_related("former_slugs").order_by("pk"):
        yield {
            "id": page.pk,
            **carrying.told(page),
            "former_slugs": sorted(each.slug for each in page.former_slugs.all()),
            "updated_at": page.updated_at,
        }


def menu() -> Iterator[Row]:
    """In its order. A page that readers don't have stands in no menu."""
    shown = Q(page=None) | Q(page__in=published())
    for item in MenuItem.objects.filter(shown).order_by("place", "position", "pk"):
        yield {
            "place": item.place,
            "position": item.position,
            **{f"label_{code}": getattr(item, f"label_{code}") or None for code in LANGUAGES},
            "page": item.page_id,
            "section": item.section or None,
            "address": item.address or None,
        }


def published() -> PageQuerySet:
    return Page.objects.visible_to(AnonymousUser())


FILES: dict[str, Callable[[], Iterator[Row]]] = {"pages": pages, "menu": menu}
