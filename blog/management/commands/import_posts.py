"""manage.py import_posts: posts of an older site, from its RSS 2.0 feed or its WordPress export."""

from __future__ import annotations

import csv
import io
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from blog.importing import addresses, reporting
from blog.importing.files import bring_in, survey
from blog.importing.links import new_addresses
from blog.importing.progress import Bar
from blog.importing.reporting import FileReport, table
from blog.importing.writing import Writer, is_edited
from core.languages import LANGUAGES


class Command(BaseCommand):
    help = gettext_lazy("Bring in posts from RSS 2.0 or WordPress files. Safe to run twice.")  # type: ignore[assignment]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--language",
            choices=LANGUAGES,
            default="",
            help=_("of every post; else found by letters"),
        )
        parser.add_argument(
            "--dry-run", action="store_true", help=_("say what would come in, write nothing")
        )
        parser.add_argument(
            "--media",
            type=Path,
            metavar="DIR",
            help=_("folder with the pictures of the older site"),
        )
        parser.add_argument(
            "--addresses",
            type=Path,
            metavar="FILE",
            help=_("write the old and the new addresses there, as CSV"),
        )

    def handle(
        self,
        *,
        files: list[Path],
        language: str,
        dry_run: bool,
        media: Path | None,
        addresses: Path | None,
        **options: Any,
    ) -> None:
        for stream in (self.stdout, self.stderr, sys.stderr):
            print_anything(getattr(stream, "_out", stream))
        if media and not media.is_dir():
            raise CommandError(_("--media is no directory: %(path)s") % {"path": media})
        writer = Writer(media, dry_run)
        reports: list[FileReport] = []
        for path in files:
            survey(path, writer)
        try:
            reports.extend(bring_in(path, writer, self.bar, language) for path in files)
        except OperationalError as error:
            raise CommandError(
                _(
                    "The database does not answer: %(reason)s What came in before stays; run it again."
                )
                % {"reason": str(error).strip().partition("\n")[0]}
            ) from None
        finally:
            self.show(reports, dry_run)
        if not dry_run:
            self.lead_on(writer, addresses)
        self.judge(reports)

    def lead_on(self, writer: Writer, file: Path | None) -> None:
        """Links among the posts, and the table of what leads where. Made-up addresses are nobody's."""
        mended = writer.links.mend_all(writer.seen, is_edited)
        if mended:
            said = ngettext(
                "Links to old addresses mended in %(n)d post.",
                "Links to old addresses mended in %(n)d posts.",
                mended,
            )
            self.stdout.write(said % {"n": mended})
        old = [path for path in writer.seen if not addresses.is_made_up(path)]
        pairs = list(new_addresses(old))
        for line in reporting.addresses(pairs):
            self.stdout.write(line)
        if file:
            try:
                with file.open("w", encoding="utf-8", newline="") as out:
                    csv.writer(out).writerows([("old", "new"), *pairs])
            except OSError as error:
                said = _("%(path)s cannot be written (%(reason)s).")
                raise CommandError(said % {"path": file, "reason": error.strerror}) from None

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
        """Raises CommandError, which ends the command with 1, when a file was not read to its end."""
        broken = sum(report.is_broken for report in reports)
        if broken:
            raise CommandError(
                _("%(broken)d of %(count)d files could not be read to the end.")
                % {"broken": broken, "count": len(reports)}
            )
        if not any(report.outcomes.total() for report in reports):
            raise CommandError(_("There is no post in what was given."))


def print_anything(stream: object) -> None:
    """A terminal that lacks a letter gets its number instead of an error."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
