"""What the code says, and what the catalogues lack of it. Babel does the work, not GNU gettext."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from config.catalogues import LOCALE

ROOT = LOCALE.parent
SOURCES = (
    "accounts",
    "blog",
    "config",
    "core",
    "donations",
    "editing",
    "forum",
    "library",
    "pages",
    "search",
    "templates",
)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")  # Babel's own check lets one be left out
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,  # what another package says: see accounts.borrowed
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def said() -> Catalog:
    """Every message of the code and the templates, with the files it is in."""
    catalog = Catalog()
    for path in sources():
        name = path.relative_to(ROOT).as_posix()
        for _line, messages, _comments, context in extract("python", code(path), KEYWORDS):
            catalog.add(messages, locations=[(name, 0)], context=context)
    return catalog


def sources() -> Iterator[Path]:
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".html", ".txt") and "migrations" not in path.parts:
                yield path


def code(path: Path) -> BytesIO:
    """A file as Python for the extractor; templates are reduced to their gettext calls first."""
    text = path.read_text()
    if path.suffix != ".py":
        lines = templatize(text, origin=str(path)).splitlines()
        text = "\n".join(line.strip() for line in lines)
    return BytesIO(text.encode())


def update(path: Path) -> Catalog:
    """The catalogue as it should be: what is said now, with the translations there are."""
    catalog = read(path)
    catalog.update(said(), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    return catalog


def write(path: Path, catalog: Catalog) -> None:
    with path.open("wb") as file:
        write_po(
            file, catalog, sort_output=True, width=100, include_lineno=False, ignore_obsolete=True
        )


def faults(path: Path) -> Iterator[str]:
    """What keeps a catalogue from being complete, a line each."""
    present, wanted = read(path), said()
    plurals = present.num_plurals
    for message in wanted:
        if not message.id:
            continue
        found = present.get(key(message), message.context)
        if found is None:
            yield f"missing: {message.id!r}"
        elif message.pluralizable and len(forms(found)) != plurals:
            yield f"has not {plurals} plural forms: {message.id!r}"
        elif not all(forms(found)):
            yield f"untranslated: {message.id!r}"
        elif found.fuzzy:
            yield f"fuzzy: {message.id!r}"
        elif any(placeholders(form) != placeholders(longest(message)) for form in forms(found)):
            yield f"other placeholders: {message.id!r}"
        else:
            yield from (f"{error}: {message.id!r}" for error in found.check(present))
    for message in present:
        if message.id and wanted.get(key(message), message.context) is None:
            yield f"no longer said: {message.id!r}"


def key(message: Message) -> str:
    """What a catalogue finds a message by: the singular."""
    return message.id if isinstance(message.id, str) else message.id[0]


def longest(message: Message) -> str:
    """The form of the message that names everything: the plural, where there is one."""
    return message.id if isinstance(message.id, str) else message.id[1]


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def forms(message: Message) -> list[str]:
    """The translation: one string, or one for each plural form."""
    return [message.string] if isinstance(message.string, str) else list(message.string or [""])
