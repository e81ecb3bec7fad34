"""What the page shows around the results: filters, and ways on when there is nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from search.addresses import address, unfiltered
from search.asking import read
from search.choosing import RECENT
from search.results import NOTHING, PAGE_SIZE, Choice, Results, Wish

IN_LANGUAGE = {
    "ru": gettext_lazy("in Russian"),
    "en": gettext_lazy("in English"),
    "be": gettext_lazy("in Belarusian"),
    "uk": gettext_lazy("in Ukrainian"),
}


@dataclass(frozen=True)
class Filter:
    """A question with its answers; `without` is the address of the same search when it isn't asked."""

    name: str  # in addresses
    label: str
    anything: str
    choices: list[Choice]
    without: str

    @property
    def chosen(self) -> Choice | None:
        return next((choice for choice in self.choices if choice.is_chosen), None)


class Way(NamedTuple):
    label: str
    address: str


def filters(found: Results) -> list[Filter]:
    """Those that have something to choose from, or are in force."""
    wish = found.wish
    languages = [replace(each, label=in_language(each.value)) for each in found.languages]
    asked: list[tuple[str, str, str, str, list[Choice]]] = [
        ("period", "when", _("When"), _("any time"), found.periods),
        ("place", "where", _("Where"), _("anywhere"), found.places),
        ("author", "who", _("Who"), _("anyone"), found.authors),
        ("language", "lang", _("Language"), _("any language"), languages),
    ]
    made = []
    for field, name, label, anything, choices in asked:
        value = getattr(wish, field)
        is_missing = value and not any(choice.is_chosen for choice in choices)
        missing = [Choice(value, named(field, value), NOTHING, True)] if is_missing else []
        if shown := [*missing, *choices]:
            without = address(changed(wish, **{field: ""}))
            made.append(Filter(name, label, anything, shown, without))
    return made


def named(field: str, value: str) -> str:
    """A value that nothing was found for, as readers call it; of a place or author it is a mere key."""
    match field:
        case "place":
            return _("an unknown place")
        case "author":
            return _("an unknown author")
    return str(RECENT[value][1]) if value in RECENT else in_language(value)


def in_language(code: str) -> str:
    return str(IN_LANGUAGE.get(code, code))


def changed(wish: Wish, **changes: Any) -> Wish:
    """The same search otherwise, from its first page unless another is named."""
    return replace(wish, **{"page": 1, **changes})


def broader(wish: Wish) -> list[Way]:
    """The same with less asked of it, each only where it would be another search."""
    ways = []
    if unfiltered(wish) != changed(wish):
        ways.append(Way(_("Look everywhere, without filters"), address(unfiltered(wish))))
    if wish.verbatim:
        mended = changed(wish, verbatim=False)
        ways.append(Way(_("Look for similar spellings as well"), address(mended)))
    plain = wish.query.without_operators()
    if plain and plain != wish.query.text:
        text = _("Look for the words alone: %(words)s") % {"words": plain}
        ways.append(Way(text, address(replace(unfiltered(wish), query=read(plain)))))
    return ways


def is_beyond_paging(found: Results) -> bool:
    """Whether there is more than all pages together show."""
    is_last = found.wish.page == found.page_count
    return is_last and (found.total.is_more or found.total.number > found.page_count * PAGE_SIZE)
