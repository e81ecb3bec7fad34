"""Deciding what we would write of an item: its language, identity, title, summary and body."""

from __future__ import annotations

import re
from html import escape

from django.conf import settings
from django.utils.translation import gettext as _

from blog.importing import addresses, markup, tidying
from blog.importing.items import Arrival, Item, LeftOut
from blog.importing.pictures import Pictures
from core import html
from core.languages import LANGUAGES
from library import showing

LONGEST_TITLE = 300
LONGEST_NAME = 120  # of a topic or an author
LONGEST_EXCERPT = 500  # what is longer is no standfirst
SUMMARY = 240  # characters of one we make
SHORTEST_SUMMARY = 120
MOST_TOPICS = 50

CYRILLIC = re.compile(r"[\u0400-\u052f]")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
CLEAR_SHARE = 0.6  # of the letters; between the languages' shares the address decides
ENOUGH_TEXT = 20_000  # characters that show the language

DEEPEST = 500  # elements inside one another
CUT_OFF = re.compile(r"\[?(?:…|\.\.\.)\]?(?:\s.*)?$", re.DOTALL)  # “… [read more]”
SENTENCE_END = re.compile(
    r"""(?<=\w{4})[)»”"]?[.!?]+[)»”"]?(?=\s[«“"(]?[A-ZА-ЯЁ])"""
)  # no initial, no “г.”
NO_LETTER = re.compile(r"[\W_]+")


def arrival(item: Item, language: str = "", pictures: Pictures | None = None) -> Arrival:
    """The post an item makes, in the language given or found. Raises LeftOut when it makes none."""
    notes: list[str] = []
    pictures = pictures or Pictures()
    body = clean_body(pictures.in_body(item.body))
    text = html.plain_text(body)
    title = whole_title(item, notes)
    if not text and "<img" not in body:
        raise LeftOut(_("it has no text"))
    if not item.published_at and not item.is_draft:
        notes.append(_("it has no date that can be read: came in unpublished"))
    path = identity(item, notes)
    language = language or language_of(
        f"{title} {text[:ENOUGH_TEXT]}", item.language_hint or prefix(path)
    )
    return Arrival(
        language=language,
        path=path,
        title=title,
        summary=standfirst(item.excerpt, body, text),
        body=showing.with_kinds(body, language),
        author=tidying.cut(tidying.line(item.author), LONGEST_NAME),
        topics=names(item.topics),
        published_at=item.published_at,
        picture=item.picture,
        lacks_pictures=bool(pictures.remarks),
        notes=tuple(notes),
    )


def clean_body(body: str) -> str:
    if markup.depth(body) > DEEPEST:  # cleaning takes the square of it
        raise LeftOut(_("its elements are nested too deep"))
    return tidying.body(html.clean(tidying.storable(body)))


def whole_title(item: Item, notes: list[str]) -> str:
    title = tidying.line(item.title)
    if not title:
        raise LeftOut(_("it has no title"))
    if len(title) > LONGEST_TITLE:
        notes.append(
            _("its title is longer than %(count)d characters: cut") % {"count": LONGEST_TITLE}
        )
    return tidying.cut(title, LONGEST_TITLE)


def identity(item: Item, notes: list[str]) -> str:
    """What makes it the same post next time: its old path, else its guid, else its title and date."""
    guid = item.guid.strip()
    path = addresses.stored_path(item.link)
    if not path and guid.startswith(("http://", "https://")):
        path = addresses.stored_path(guid)
    if len(path) > addresses.LONGEST:
        notes.append(_("its old address is too long to be kept: no redirect from there"))
        return addresses.made_up_path(path)
    return path or addresses.made_up_path(
        *([guid] if guid else [item.title, str(item.published_at)])
    )


def names(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Topics' titles, each once whatever its case."""
    found = {
        name.casefold(): name
        for text in texts
        if (name := tidying.cut(tidying.line(text), LONGEST_NAME))
    }
    return tuple(found.values())[:MOST_TOPICS]


def prefix(path: str) -> str:
    return path[1:].partition("/")[0]


def language_of(text: str, hint: str) -> str:
    """By the share of Cyrillic and Latin letters; where neither prevails, the hint, then the larger share."""
    cyrillic, latin = len(CYRILLIC.findall(text)), len(LATIN.findall(text))
    letters = cyrillic + latin
    if letters and cyrillic >= letters * CLEAR_SHARE:
        return "ru"
    if letters and latin >= letters * CLEAR_SHARE:
        return "en"
    if hint in LANGUAGES:
        return hint
    return ("ru" if cyrillic >= latin else "en") if letters else settings.LANGUAGE_CODE


def standfirst(excerpt: str, body: str, text: str) -> str:
    """The source's own summary; one made from the body when it has none or only the body's cut beginning."""
    told = tidying.line(excerpt)
    if not told or is_beginning(CUT_OFF.sub("", told), text):
        return made_summary(body)
    return html.summary(escape(told), LONGEST_EXCERPT) if len(told) > LONGEST_EXCERPT else told


def made_summary(body: str) -> str:
    """The body's first sentences where whole ones fill enough of it, else its first words and “…”."""
    made = tidying.punctuated(html.summary(body, SUMMARY))
    ends = [end.end() for end in SENTENCE_END.finditer(made) if end.end() >= SHORTEST_SUMMARY]
    return made[: ends[-1]] if ends and made.endswith("…") else made


def is_beginning(told: str, text: str) -> bool:
    """Whether the text begins so, spaces and punctuation apart."""
    letters = NO_LETTER.sub("", told).casefold()
    return NO_LETTER.sub("", text[: 3 * len(told) + 200]).casefold().startswith(letters)
