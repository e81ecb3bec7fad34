"""A search as an address: read from one, whatever it says, and written as the shortest one."""

import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from django.urls import reverse

from core.languages import LANGUAGES
from search.asking import read
from search.results import Wish
from search.sources import all_sources

OF_TEXTS = (*LANGUAGES, "be", "uk")  # what people write here, beside the languages of the site
PERIOD = re.compile(r"week|month|year|(?:19|20)[0-9]{2}")
KEY = re.compile(r"([a-z_]+)-[0-9]{1,18}")
PAGE = re.compile(r"[1-9][0-9]{0,3}")


def wish_of(given: Mapping[str, str]) -> Wish:
    """What the parameters ask for. Those that say nothing we know are as if they weren't there."""

    def known(name: str, is_known: bool) -> str:
        return given.get(name, "") if is_known else ""

    kinds = {kind.name for source in all_sources() for kind in source.kinds}
    page = given.get("page", "")
    return Wish(
        query=read(given.get("q", "")),
        kind=known("kind", given.get("kind") in kinds),
        language=known("lang", given.get("lang") in OF_TEXTS),
        period=known("when", bool(PERIOD.fullmatch(given.get("when", "")))),
        place=known("where", is_key(given.get("where", ""))),
        author=known("who", is_key(given.get("who", ""))),
        by_date=given.get("sort") == "date",
        page=int(page) if PAGE.fullmatch(page) else 1,
        verbatim=given.get("exact") == "1",
    )


def is_key(value: str) -> bool:
    """Whether it is “<source>-<number>” of a source there is."""
    found = KEY.fullmatch(value)
    return found is not None and found[1] in {source.name for source in all_sources()}


def parameters(wish: Wish) -> dict[str, str]:
    """Only what differs from a plain search, in one order: the same search has the same address."""
    said = {
        "q": wish.query.text,
        "kind": wish.kind,
        "lang": wish.language,
        "when": wish.period,
        "where": wish.place,
        "who": wish.author,
        "sort": "date" if wish.by_date else "",
        "page": str(wish.page) if wish.page > 1 else "",
        "exact": "1" if wish.verbatim else "",
    }
    return {name: value for name, value in said.items() if value}


def address(wish: Wish, page: str = "search") -> str:
    """In the language in force; `page` names the results or their feed."""
    said = urlencode(parameters(wish))
    return f"{reverse(page)}?{said}" if said else reverse(page)


def unfiltered(wish: Wish) -> Wish:
    """Everything that has the words, of any kind, from its first page."""
    return replace(wish, kind="", language="", period="", place="", author="", page=1)
