"""An export of a site taken back into an empty one: all of it, or nothing.

What an app makes of its files is its own `importing_site`; their order here is that of what refers to
what. Numbers stay as they were, so every address does.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.management.color import no_style
from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _

from blog import importing_site as blog
from config.exporting import FORMAT, MANIFEST, MEDIA
from core.incoming import Broken, Files, Incoming, Line
from core.languages import LANGUAGES
from donations import importing_site as donations
from forum import importing_site as forum
from library import importing_site as library
from pages import importing_site as pages
from search import importing_site as search

APPS: tuple[Callable[[Files], Incoming], ...] = (
    library.Incoming,
    blog.Incoming,
    pages.Incoming,
    forum.Incoming,
    donations.Incoming,
    search.Incoming,
)
LONGEST_LINE = 50_000_000  # characters: more than any row has


class Occupied(Exception):
    """The site has content already; the message says what."""


def bring_in(folder: Path) -> tuple[dict[str, int], set[str]]:
    """Rows by file, and files that rows name and the export lacks. Raises Broken and Occupied."""
    promised = manifest(folder)
    files = Files(folder / MEDIA)
    apps = [make(files) for make in APPS]
    takes = dict(chain.from_iterable(app.takes().items() for app in apps))
    if unknown := sorted(promised.keys() - takes.keys() - {MEDIA}):
        said = _("%(manifest)s: this site does not know the file “%(name)s”.")
        raise Broken(said % {"manifest": MANIFEST, "name": str(unknown[0])[:80]})
    try:
        with transaction.atomic():
            refuse_occupied([model for app in apps for model in app.models])
            counts = {
                name: take_file(folder, name, takes[name], promised[name])
                for name in takes
                if name in promised
            }
            finish(apps)
    except BaseException:
        files.undo()
        raise
    return counts | {MEDIA: len(files.brought)}, files.missing


def manifest(folder: Path) -> dict[str, int]:
    """How many rows each file has."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        form, languages, counts = told["format"], told["languages"], dict(told["files"])
    except (OSError, ValueError, KeyError, TypeError):
        said = _("%(manifest)s is missing or unreadable: this is no export of a site.")
        raise Broken(said % {"manifest": MANIFEST}) from None
    if form != FORMAT:
        said = _("%(manifest)s: the format is %(found)s, and this site reads format %(known)d.")
        raise Broken(said % {"manifest": MANIFEST, "found": str(form)[:20], "known": FORMAT})
    if languages != LANGUAGES:
        said = _("%(manifest)s: the languages are %(found)s, and this site’s are %(known)s.")
        known = ", ".join(LANGUAGES)
        raise Broken(said % {"manifest": MANIFEST, "found": str(languages)[:80], "known": known})
    return counts


def refuse_occupied(wanted: list[type[models.Model]]) -> None:
    """Nobody may write one of these meanwhile, either."""
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in wanted)
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")
    counts = {model._meta.verbose_name_plural: model._default_manager.count() for model in wanted}
    if there := [f"{name}: {count}" for name, count in counts.items() if count]:
        raise Occupied(", ".join(there))


def take_file(
    folder: Path, name: str, take: Callable[[Iterator[Line]], object], promised: int
) -> int:
    file = f"{name}.jsonl"
    count = 0

    def counted() -> Iterator[Line]:
        nonlocal count
        for line in lines(folder / file):
            count += 1
            yield line

    take(counted())
    if count != promised:
        said = _("%(file)s has %(count)d lines, and %(manifest)s says %(promised)s.")
        values = {"file": file, "count": count, "manifest": MANIFEST, "promised": promised}
        raise Broken(said % values)
    return count


def lines(path: Path) -> Iterator[Line]:
    """One by one. Raises Broken for what is no object in JSON."""
    try:
        with path.open(encoding="utf-8") as file:
            for number, text in enumerate(iter(lambda: file.readline(LONGEST_LINE), ""), start=1):
                yield Line(path.name, number, row(path.name, number, text))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or _("its bytes are no UTF-8")
        said = _("%(file)s cannot be read (%(reason)s).")
        raise Broken(said % {"file": path.name, "reason": reason}) from None


def row(file: str, number: int, text: str) -> dict[str, Any]:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise Line(file, number, {}).broken(_("This is no object in JSON."))
    return values


def finish(apps: list[Incoming]) -> None:
    """New rows get numbers after those that came, and every key leads to a row."""
    written = [model for app in apps for model in app.models]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), written):
            cursor.execute(statement)
        for app in apps:
            app.finish()
        try:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except IntegrityError as error:
            raise Broken(str(error).partition("\n")[0]) from None
