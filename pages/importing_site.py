"""Pages and the menu of an export, taken back: what `pages.exporting` wrote."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any

from core import html
from core.incoming import Files, Line, batches, checked, create
from core.languages import LANGUAGES
from editing import carrying
from editing.texts import MOMENTS
from pages import menu
from pages.models import FormerSlug, MenuItem, Page

EARLIER = datetime.timedelta(minutes=1)  # a page is older than its last change


class Incoming:
    models = (Page, FormerSlug)  # the menu of a new site has lines: those that come replace them

    def __init__(self, files: Files) -> None:
        self.files = files
        self.pages: set[int] = set()

    def takes(self) -> dict[str, Callable[[Iterator[Line]], object]]:
        return {"pages": self.take_pages, "menu": self.take_menu}

    def take_pages(self, lines: Iterator[Line]) -> None:
        for batch in batches(lines):
            pages = [self.page_of(line) for line in batch]
            moments = [page.updated_at for page in pages]
            create(list(zip(batch, pages, strict=True)))
            for page, moment in zip(pages, moments, strict=True):
                page.updated_at = moment  # the insert has put its own there
            Page.objects.bulk_update(pages, ["updated_at"])
            create([(line, former) for line in batch for former in formers_of(line)])
            self.pages.update(page.pk for page in pages)

    def page_of(self, line: Line) -> Page:
        texts: dict[str, Any] = line.translated("title", "slug", "summary", "body")
        for code in LANGUAGES:
            body = texts[f"body_{code}"]
            texts[f"body_{code}"] = clean = html.clean(body) if body else body
            self.files.shown_in(line, clean)
        moments = {name: line.moment_or_none(name) for name in MOMENTS}
        updated_at = line.moment("updated_at")
        created_at = min(updated_at - EARLIER, *filter(None, moments.values()))
        page = Page(
            id=line.whole("id"),
            **texts,
            **moments,
            **carrying.taken(line, [code for code in LANGUAGES if moments[f"published_at_{code}"]]),
            created_at=created_at,
            updated_at=updated_at,
        )
        return checked(line, page)

    def take_menu(self, lines: Iterator[Line]) -> None:
        MenuItem.objects.all().delete()
        for batch in batches(lines):
            create([(line, self.item_of(line)) for line in batch])

    def item_of(self, line: Line) -> MenuItem:
        item = MenuItem(
            place=line.text("place"),
            position=line.whole("position"),
            **line.translated("label"),
            page_id=line.one_of_or_none("page", self.pages),
            section=line.text_or_none("section") or "",
            address=line.text_or_none("address") or "",
        )
        return checked(line, item)

    def finish(self) -> None:
        menu.forget()


def formers_of(line: Line) -> list[FormerSlug]:
    each = [Line(line.file, line.number, {"slug": slug}) for slug in line.items("former_slugs")]
    return [
        checked(one, FormerSlug(slug=one.text("slug"), page_id=line.whole("id"))) for one in each
    ]
