"""The menu above and below every page, as readers of a language have it.

Each process knows it for some seconds before it asks again: a change is everywhere soon, and hardly
a page costs a query for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.core.cache import cache
from django.db import Error, transaction
from django.utils.translation import override

from core.languages import LANGUAGES, current_language
from core.middleware import is_lost
from editing.texts import MOMENTS
from pages.models import MenuItem, Place, Section

KEY = "pages.menu"
FRESH = 10  # seconds
DEFAULT = {  # of a place that nobody gave a line
    Place.HEADER: (Section.BLOG, Section.FORUM, Section.DONATE, Section.SEARCH),
    Place.FOOTER: (Section.PROTECTION, Section.EXIT_HELP, Section.MIRRORS, Section.FEED),
}


class Line(NamedTuple):
    name: str
    address: str
    section: str = ""

    @property
    def is_elsewhere(self) -> bool:
        return not self.address.startswith("/")

    def is_current(self, path: str) -> bool:
        """Whether a page of this path is what it leads to, or below it. All are below a front page."""
        is_front = self.address.strip("/") in ("", *LANGUAGES)
        return path == self.address if is_front else path.startswith(self.address)


Menu = dict[str, list[Line]]  # by place


def lines(place: str) -> list[Line]:
    """In the language in force. One query now and then."""
    language = current_language()
    menus: dict[str, Menu] = cache.get(KEY) or {}
    if language not in menus:
        menus = read_or_built_in()
        cache.set(KEY, menus, FRESH)
    return menus[language][place]


def forget() -> None:
    """Whoever changes the menu, or a page that may be in it, calls this."""
    transaction.on_commit(lambda: cache.delete(KEY))


def read_or_built_in() -> dict[str, Menu]:
    """Pages that need no database, such as that of the mirrors, are there without it."""
    try:
        return read()
    except Error as failure:
        if not is_lost(failure):
            raise
        return {code: in_language(code, []) for code in LANGUAGES}


def read() -> dict[str, Menu]:
    """As it is now, by language. One query."""
    names = ("title", "slug")
    columns = [f"page__{name}_{code}" for name in names for code in LANGUAGES]
    columns += [f"page__{moment}" for moment in MOMENTS]
    own = ["place", "section", "address", *(f"label_{code}" for code in LANGUAGES)]
    items = list(MenuItem.objects.select_related("page").only(*own, *columns))
    return {code: in_language(code, items) for code in LANGUAGES}


def in_language(code: str, items: Iterable[MenuItem]) -> Menu:
    menu: Menu = {}
    with override(code):
        for place in Place:
            here = [item for item in items if item.place == place]
            told = (line_of(item, code) for item in here)
            menu[place] = [line for line in told if line] if here else built_in(place)
    return menu


def line_of(item: MenuItem, language: str) -> Line | None:
    """None where there is no name, or no page, in this language, which is in force."""
    label = getattr(item, f"label_{language}")
    if item.page:
        name = label or getattr(item.page, f"title_{language}")
        is_there = language in item.page.languages
        return Line(name, item.page.get_absolute_url()) if is_there else None
    if item.section:
        section = Section(item.section)
        return Line(label or str(section.label), section.get_absolute_url(), item.section)
    return Line(label, item.address) if label else None


def built_in(place: str) -> list[Line]:
    """What there is without any row, in the language in force. No query."""
    sections = DEFAULT[Place(place)]
    return [Line(str(each.label), each.get_absolute_url(), str(each)) for each in sections]


def target_of(item: MenuItem) -> str:
    """The address a line leads to, in the language in force."""
    if item.page:
        return item.page.get_absolute_url()
    return Section(item.section).get_absolute_url() if item.section else item.address
