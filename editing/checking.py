"""What an editor is to look at before a language comes out: a list, never a refusal.

Every text can be checked for what is here; what only one kind of text can lack, its app says in
`Kind.checks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core import html, personal
from core.languages import LANGUAGES
from editing.kinds import Kind, Values

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LONGEST_TITLE = 100  # characters: lists and messengers cut longer ones off
ALIKE = 0.5  # of a text, by length, that stands in the other language too
TELLING = 40  # characters of a paragraph that is the same by no chance
MOST = 20  # problems of one sort: whoever has more has understood
SHOWN = 80  # characters of a fragment
ATTRIBUTE = re.compile(r'\b(href|src|alt)="([^"]*)"')


@dataclass(frozen=True)
class Problem:
    """`field` is the column to look at, `fragment` what stands at the spot, where there is one.

    `address` is that of the page where it is mended, if not that of the text.
    """

    message: str | _StrPromise
    field: str
    fragment: str = ""
    address: str = ""

    @property
    def anchor(self) -> str:
        """Of the field in a form of the admin."""
        return f"id_{self.field}"

    @property
    def language(self) -> str:
        """Of the fragment; empty for what languages share."""
        code = self.field.rpartition("_")[2]
        return code if code in LANGUAGES else ""


def problems(kind: Kind, values: Values, language: str) -> list[Problem]:
    """Of a language, from the top of the form to its end. `values` are as `Kind.values` has them.

    Bodies are cleaned first, so a draft will do. A few ms for a usual text, some 100 ms for 100 KB,
    and what the kind's own checks take.
    """
    text = Text(kind, values, language)
    own = (islice(check(values, language), MOST) for check in kind.checks)
    found = [problem for check in CHECKS for problem in islice(check(text), MOST)]
    found += [problem for each in own for problem in each]
    places = {name: place for place, name in enumerate((*kind.words_in(language), *kind.shared))}
    return sorted(found, key=lambda problem: places.get(problem.field, len(places)))


class Text:
    """The words of a language, read for checking; what its kind doesn't have is empty."""

    def __init__(self, kind: Kind, values: Values, language: str) -> None:
        self.kind, self.language = kind, language
        self.title, self.summary = (self.said(values, each) for each in ("title", "summary"))
        self.body = html.clean(self.said(values, "body"))
        elsewhere = (code for code in LANGUAGES if code != language)
        self.others = [html.clean(str(values.get(f"body_{code}") or "")) for code in elsewhere]

    def said(self, values: Values, field: str) -> str:
        return str(values.get(self.column(field)) or "").strip()

    def column(self, field: str) -> str:
        return f"{field}_{self.language}"

    def problem(self, message: str, field: str, fragment: str = "") -> Problem:
        return Problem(message, self.column(field), shortened(fragment))


def shortened(text: str) -> str:
    """On one line."""
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else text[: SHOWN - 1].rstrip() + "…"


def long_title(text: Text) -> Iterator[Problem]:
    if len(text.title) > LONGEST_TITLE:
        said = _("The title is longer than %(most)d characters: lists and messengers cut it off.")
        yield text.problem(said % {"most": LONGEST_TITLE}, "title")


def empty_summary(text: Text) -> Iterator[Problem]:
    if "summary" in text.kind.words and not text.summary:
        yield text.problem(_("The summary is empty: lists show nothing but the title."), "summary")


def pictures_without_words(text: Text) -> Iterator[Problem]:
    """Who doesn't see a picture hears its words."""
    for tag in html.TAG.finditer(text.body):
        given = dict(ATTRIBUTE.findall(tag[3]))
        if tag[2] == "img" and not unescape(given.get("alt", "")).strip():
            said = _("A picture does not say what it shows.")
            yield text.problem(said, "body", unescape(given.get("src", "")))


def headings_out_of_order(text: Text) -> Iterator[Problem]:
    """The title of the page is its first; below one comes a part of it, and no level is left out."""
    above = 1
    for tag in html.TAG.finditer(text.body):
        closing, name, _rest = tag.groups()
        if closing or not re.fullmatch("h[2-4]", name):
            continue
        level = int(name[1])
        if level > above + 1:
            end = text.body.find(f"</{name}>", tag.end())
            said = _("A heading of level %(level)d follows one of level %(above)d.")
            heading = html.plain_text(text.body[tag.end() : end])
            yield text.problem(said % {"level": level, "above": above}, "body", heading)
        above = level


def same_in_both(text: Text) -> Iterator[Problem]:
    """What was copied to be translated, and forgotten."""
    here = html.plain_text(text.body).split("\n")
    for other in text.others:
        there = set(html.plain_text(other).split("\n"))
        same = [each for each in here if each in there and len(each) >= TELLING]
        if same and len("".join(same)) > ALIKE * len("".join(here)):
            said = _("The text is the same as in the other language.")
            yield text.problem(said, "body", same[0])


def personal_data(text: Text) -> Iterator[Problem]:
    """Of the words, and of what links and pictures say beside them."""
    addresses = (unescape(each) for name, each in attributes(text.body) if name != "src")
    beside = (each for each in addresses if not each.startswith(("/", "http:", "https:")))
    body = "\n".join([html.plain_text(text.body), *beside])
    told = set()
    for field, words in (("title", text.title), ("summary", text.summary), ("body", body)):
        for found in personal.find(words):
            if (field, found.piece) not in told:
                told.add((field, found.piece))
                said = _("Is this meant to be read by everybody: %(what)s?")
                kind = personal.labels[found.kind]
                yield text.problem(said % {"what": kind}, field, found.piece)


def attributes(body: str) -> Iterator[tuple[str, str]]:
    for tag in html.TAG.finditer(body):
        yield from ATTRIBUTE.findall(tag[3])


def links(body: str) -> Iterable[str]:
    """Where the links of a clean text lead, each once, in their order."""
    return dict.fromkeys(unescape(each) for name, each in attributes(body) if name == "href")


CHECKS = (
    long_title,
    empty_summary,
    headings_out_of_order,
    pictures_without_words,
    same_in_both,
    personal_data,
)
