"""One file through all the steps of an import, whatever it holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from core import personal
from forum.importing import preparing, reading, texts
from forum.importing.items import Category, LeftOut, Unreadable
from forum.importing.progress import Bar
from forum.importing.reporting import FileReport
from forum.importing.writing import Outcome, Writer

SHOWN_TITLE = 80  # characters of it in a remark


def bring_in(path: Path, writer: Writer, bar: Callable[[int], Bar]) -> FileReport:
    """Everything the file has that we can take. What we can't is said in the report, never raised."""
    report = FileReport(texts.storable(str(path)))
    try:
        export = reading.read(path)
    except Unreadable as problem:
        report.is_broken = True
        report.say(str(problem))
        return report
    categories = take_categories(export.categories, writer, report)
    shown = bar(len(export.threads))
    try:
        for position, entry in enumerate(export.threads, start=1):
            take(entry, position, categories, writer, report)
            shown.move(position)
    finally:
        shown.clear()
    return report


def take_categories(
    entries: Sequence[Any], writer: Writer, report: FileReport
) -> dict[str, Category]:
    """By the names threads may call them: their own, or the last part of their address."""
    by_name: dict[str, Category] = {}
    by_slug: dict[str, Category] = {}
    for position, entry in enumerate(entries, start=1):
        try:
            category = preparing.category(entry)
            slug = category.path.rpartition("/")[2]
            if slug in by_slug:
                raise LeftOut(_("another item of the same address came before it"))
            writer.write_section(category)
        except LeftOut as reason:
            place = _("category %(position)d") % {"position": position}
            report.say(f"{place}: {reason}")
            continue
        by_slug[slug] = category
        by_name.setdefault(texts.line(entry["name"]), category)
    return by_slug | by_name


def take(
    entry: Any, position: int, categories: dict[str, Category], writer: Writer, report: FileReport
) -> None:
    """One thread, and what to say of it, into the report."""
    try:
        thread = preparing.thread(entry, categories)
        outcome, said = writer.write(thread)
        remarks = [*thread.remarks, *said]
        report.replies += len(thread.replies)
    except LeftOut as reason:
        outcome, remarks = Outcome.SKIPPED, [str(reason)]
    report.outcomes[outcome] += 1
    for remark in remarks:
        report.say(f"{called(entry, position)}: {remark}")


def called(entry: Any, position: int) -> str:
    """How a remark names a thread: its title, masked, or its place where it has none."""
    title = entry.get("title") if isinstance(entry, dict) else None
    shown = personal.mask(texts.line(title[: 10 * SHOWN_TITLE])) if isinstance(title, str) else ""
    if not shown:
        return _("thread %(position)d") % {"position": position}
    return _("“%(title)s”") % {"title": texts.cut(shown, SHOWN_TITLE)}
