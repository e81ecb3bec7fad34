"""Members' text, written in Markdown, as safe HTML: one door, `render`.

CommonMark with tables, ~~strikethrough~~ and a line break where the writer put one. HTML is
shown as written. A spoiler is a quote whose lines begin with `>!`:

    >! The butler did it.

It becomes `<details>`, which opens without scripts. A text with so many marks that nobody could
have meant them is shown as it was written.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from html import escape
from itertools import chain, islice

from django.core.cache import cache
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from core.html import as_safe, checked
from core.markdown import letters
from core.markdown.mentions import linking, meant, readings
from core.markdown.parser import TooDense, parse
from core.markdown.reader import passages, running, words
from core.markdown.writer import write

RENDERER_VERSION = 4  # raise it when the same text should come out differently
KEPT_SECONDS = 30 * 24 * 3600
MOST_MENTIONS = 20
QUOTED = re.compile(r"^[ \t]*+>.*\n?", re.MULTILINE)


def render(text: str, mentions: Mapping[str, str] | None = None) -> SafeString:
    """The text as HTML, from the cache when it was rendered before in this language.

    `mentions` are addresses by name; `@name` becomes a link to its address. Give it the people of
    this text, not everybody: `mentioned` tells for whom to look.
    """
    written = repr((text, sorted((mentions or {}).items())))
    digest = hashlib.sha256(written.encode()).hexdigest()
    key = f"markdown:{RENDERER_VERSION}:{get_language()}:{digest}"
    html: str | None = cache.get(key)
    if html is None:
        html = _render(text, mentions or {})
        cache.set(key, html, KEPT_SECONDS)
    return as_safe(html)


def preview(text: str) -> SafeString:
    """As `render`, and kept nowhere: nobody has published it yet."""
    return as_safe(_render(text))


def plain(text: str) -> str:
    """The words without marks, for search, excerpts and mails: escape them before showing them.

    Quotes are somebody else's words, and spoilers are not to be told: both are left out. Pictures
    give what is written for who can't see them.
    """
    text = letters.tidied(text)
    try:
        blocks = passages(parse(text), without=("blockquote", "spoiler"))
        text = "".join(map(words, blocks))
    except TooDense:
        text = QUOTED.sub("", text)
    lines = (" ".join(line.split()) for line in letters.shown(text).split("\n"))
    return "\n".join(line for line in lines if line)


def mentioned(text: str) -> list[str]:
    """Names that may be meant by an @ outside quotes, code and links, in order, each once.

    Of 20 places at most. “@Anna Berg asks” gives three names, for nobody can know which of them
    there is: look them up, then ask `named`.
    """
    places = chain.from_iterable(map(readings, _own_words(text)))
    return list(dict.fromkeys(chain.from_iterable(islice(places, MOST_MENTIONS))))


def named(text: str, names: Iterable[str]) -> list[str]:
    """The ones of these names that the text mentions outside quotes, in order, each once.

    As `render` would link them: “@Anna Berg” is Anna Berg, not Anna, if both are there.
    """
    known = list(names)
    found = chain.from_iterable(meant(each, known) for each in _own_words(text))
    return list(islice(dict.fromkeys(found), MOST_MENTIONS))


def _own_words(text: str) -> list[str]:
    try:
        blocks = passages(parse(letters.tidied(text)), without=("blockquote",))
    except TooDense:
        return []
    return list(chain.from_iterable(map(running, blocks)))


def _render(text: str, mentions: Mapping[str, str] | None = None) -> str:
    """About 0.3 ms for a thousand characters of prose; under 50 ms for the most hostile 50,000."""
    text = letters.tidied(text)
    try:
        html = write(parse(text), linking(mentions or {}))
    except TooDense:
        return letters.shown(_as_written(text))
    return checked(letters.shown(html))


def _as_written(text: str) -> str:
    """Paragraphs and lines of it and no other marks: there is nothing in it to clean."""
    html = escape(text.strip("\n"), quote=False)
    return "<p>" + re.sub("\n{2,}+", "</p><p>", html).replace("\n", "<br>") + "</p>"
