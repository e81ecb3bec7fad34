"""Demo pages of an organisation that there isn't, and their lines in the menu."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction
from django.utils import timezone

from core import html
from core.languages import LANGUAGES
from editing.texts import WRITTEN
from pages import menu
from pages.models import MenuItem, Page, Place

HERE = Path(__file__).parent
PAGES = ("about", "contacts")  # by their files, in the order of the menu


@transaction.atomic
def write_demo() -> int:
    """Add the pages that are missing, before what stands in the menu below; how many were added."""
    missing = [name for name in PAGES if not Page.objects.filter(slug_ru=name).exists()]
    for name in missing:
        page = write_page(name)
        MenuItem.objects.create(page=page, place=Place.FOOTER, position=PAGES.index(name) + 1)
    menu.forget()
    return len(missing)


def write_page(name: str) -> Page:
    page = Page()
    for code in LANGUAGES:
        head, _blank, body = (HERE / f"{name}.{code}.html").read_text("utf-8").partition("\n\n")
        lines = (line.partition(": ") for line in head.splitlines())
        said = {field.lower(): value for field, _colon, value in lines} | {"body": html.clean(body)}
        for field in WRITTEN:
            setattr(page, f"{field}_{code}", said[field])
        setattr(page, f"published_at_{code}", timezone.now())
    page.save()
    return page
