"""Tell where addresses and numbers of people lie, and fail where they may not."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config import privacy_audit
from config.privacy_audit import Finding

HEADINGS = ("where", "what", "rows", "may it?")


class Command(BaseCommand):
    help = (
        "Scan every table, and the logs named, for e-mails, IPs, phones and cards. Exit code 1 when"
        " any lies where it may not, or a column that may hold some no longer exists."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--logs", nargs="+", type=Path, default=[], metavar="PATH")
        parser.add_argument("--json", action="store_true", help="for other programs")

    def handle(self, *, logs: list[Path], **options: Any) -> None:
        if missing := [str(path) for path in logs if not path.exists()]:
            raise CommandError(f"There is no {', '.join(missing)}")
        found, stale = privacy_audit.audit(logs), privacy_audit.stale()
        if options["json"]:
            self.stdout.write(
                json.dumps({"found": [asdict(each) for each in found], "stale": stale}, indent=1)
            )
        else:
            self.table(found)
        if stale:
            self.stderr.write(f"Declared in config/privacy_audit.py but gone: {', '.join(stale)}")
        wrong = [each for each in found if not each.is_allowed]
        if wrong:
            self.stderr.write(f"{len(wrong)} of these may not be there.")
        if wrong or stale:
            raise SystemExit(1)

    def table(self, found: list[Finding]) -> None:
        """Never what was found, only where and how often."""
        rows = [HEADINGS, *((it.place, it.kind, f"{it.rows:,}", it.reason or "NO") for it in found)]
        widths = [max(len(row[place]) for row in rows) for place in range(3)]
        for place, kind, count, reason in rows:
            self.stdout.write(
                f"{place:<{widths[0]}}  {kind:<{widths[1]}}  {count:>{widths[2]}}  {reason}"
            )
        if not found:
            self.stdout.write("Nothing found.")
