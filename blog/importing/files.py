"""One file through all the steps of an import, whatever it holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from django.utils.translation import gettext as _

from blog.importing import preparing, rss, tidying, wordpress
from blog.importing.items import Entry, Item, LeftOut, Picture, Unreadable
from blog.importing.progress import Bar
from blog.importing.reading import LONGEST_TEXT, Export
from blog.importing.reporting import FileReport
from blog.importing.writing import Outcome, Writer, take_turn

SHOWN_TITLE = 80  # characters of it in a remark


def bring_in(
    path: Path, writer: Writer, bar: Callable[[int], Bar], language: str = ""
) -> FileReport:
    """Everything the file has that we can take. What we can't is said in the report, never raised."""
    report = FileReport(tidying.storable(str(path)))
    shown: Bar | None = None
    try:
        export = Export(path)
        pictures = wordpress.pictures(path) if export.is_wordpress else {}
        shown = bar(path.stat().st_size)
        export.progress = shown.move
        for position, entry in enumerate(export.entries(), start=1):
            take(entry, position, export, pictures, writer, language, report)
            shown.items = position
    except Unreadable as problem:
        report.is_broken = True
        report.say(str(problem))
    finally:
        if shown:
            shown.clear()
    return report


def take(
    entry: Entry,
    position: int,
    export: Export,
    pictures: Mapping[str, Picture],
    writer: Writer,
    language: str,
    report: FileReport,
) -> None:
    """One entry, and what to say of it, into the report."""
    report.comments += entry.comments
    is_wordpress = bool(entry["wp:post_type"])
    if is_wordpress and not wordpress.is_post(entry):
        report.outcomes[Outcome.SKIPPED] += 1
        report.others[tidying.cut(tidying.line(entry["wp:post_type"]), 40)] += 1
        return
    try:
        if entry.is_oversized:
            raise LeftOut(_("it is longer than %(count)d characters") % {"count": LONGEST_TEXT})
        item = wordpress.read(entry, export.authors, pictures) if is_wordpress else rss.read(entry)
        outcome, remarks = arrive(item, writer, language)
    except LeftOut as reason:
        outcome, remarks = Outcome.SKIPPED, [str(reason)]
    report.outcomes[outcome] += 1
    for remark in remarks:
        report.say(f"{called(entry, position)}: {remark}")


def arrive(item: Item, writer: Writer, language: str) -> tuple[Outcome, list[str]]:
    """Its pictures with it, or nothing of it. Raises LeftOut."""
    writer.pictures.begin()
    with writer.pictures.kept_if_all_goes_well():
        take_turn()
        arrival = preparing.arrival(item, language, writer.pictures)
        outcome, remarks = writer.write(arrival)
    return outcome, [*arrival.notes, *remarks]


def survey(path: Path, writer: Writer) -> None:
    """By what hosts the older site is called: links of one post are to be known before the next comes."""
    try:
        for entry in Export(path).entries():
            writer.links.learn(entry["link"])
    except Unreadable:
        pass  # the pass that follows meets it too, and says so


def called(entry: Entry, position: int) -> str:
    """How a remark names an item: its title, or its place where it has none."""
    place = {"position": position, "line": entry.line}
    title = tidying.cut(tidying.line(entry["title"]), SHOWN_TITLE)
    if not title:
        return _("item %(position)d (line %(line)d)") % place
    return _("“%(title)s” (line %(line)d)") % {**place, "title": title}
