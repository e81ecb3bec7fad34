"""manage.py import_topics: topics of an older site's forum, from JSON (see forum/importing)."""

from __future__ import annotations

import io
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.importing.files import bring_in
from forum.importing.progress import Bar
from forum.importing.reporting import FileReport, table
from forum.importing.writing import Writer


class Command(BaseCommand):
    help = gettext_lazy("Bring in topics and replies from JSON files. Safe to run twice.")  # type: ignore[assignment]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--dry-run", action="store_true", help=_("say what would come in, write nothing")
        )

    def handle(self, *, files: list[Path], dry_run: bool, **options: Any) -> None:
        for stream in (self.stdout, self.stderr, sys.stderr):
            print_anything(getattr(stream, "_out", stream))
        writer = Writer(dry_run)
        reports: list[FileReport] = []
        try:
            reports.extend(bring_in(path, writer, self.bar) for path in files)
        except OperationalError as error:
            raise CommandError(
                _(
                    "The database does not answer: %(reason)s What came in before stays; run it again."
                )
                % {"reason": str(error).strip().partition("\n")[0]}
            ) from None
        finally:
            self.show(reports, dry_run)
        self.judge(reports)

    def bar(self, size: int) -> Bar:
        return Bar(sys.stderr, size)

    def show(self, reports: list[FileReport], dry_run: bool) -> None:
        if dry_run and reports:
            self.stdout.write(_("A dry run: nothing was written."))
        for line in table(reports) if reports else []:
            self.stdout.write(line)
        for report in reports:
            for line in report.said():
                self.stdout.write(line)

    def judge(self, reports: list[FileReport]) -> None:
        """Raises CommandError, which ends the command with 1, when a file could not be read."""
        broken = sum(report.is_broken for report in reports)
        if broken:
            raise CommandError(
                _("%(broken)d of %(count)d files could not be read.")
                % {"broken": broken, "count": len(reports)}
            )
        if not any(report.outcomes.total() for report in reports):
            raise CommandError(_("There is no thread in what was given."))


def print_anything(stream: object) -> None:
    """A terminal that lacks a letter gets its number instead of an error."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
