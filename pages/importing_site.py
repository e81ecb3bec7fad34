"""Pages and the menu of an export, taken back: what `pages.exporting` wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from core.incoming import Files, Line, batches, checked, create
from editing import carrying
from pages import menu
from pages.models import FormerSlug, MenuItem, Page


class Incoming:
    models = (Page, FormerSlug)  # the menu of a new site has lines: those that come replace them

    def __init__(self, files: Files) -> None:
        self.files = files
        self.pages: set[int] = set()

    def takes(self) -> dict[str, Callable[[Iterator[Line]], object]]:
        return {"pages": self.take_pages, "menu": self.take_menu}

    def take_pages(self, lines: Iterator[Line]) -> None:
        for batch in batches(lines):
            pages = [(line, self.page_of(line)) for line in batch]
            carrying.keep(pages)
            create([(line, former) for line in batch for former in formers_of(line)])
            self.pages.update(page.pk for _line, page in pages)

    def page_of(self, line: Line) -> Page:
        page = Page(id=line.whole("id"), **carrying.taken(line, self.files))
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
