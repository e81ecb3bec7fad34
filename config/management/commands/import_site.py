"""Take back what export_site wrote."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from config import importing
from core.incoming import Broken

MOST_NAMED = 20


class Command(BaseCommand):
    help = gettext_lazy("Take an export back into a site without content: see docs/export.md.")  # type: ignore[assignment]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *, folder: Path, **options: Any) -> None:
        try:
            counts, missing = importing.bring_in(folder)
        except importing.Occupied as there:
            said = _("The site has content already (%(there)s): an export goes into an empty one.")
            raise CommandError(said % {"there": there}) from None
        except Broken as reason:
            said = _("Nothing was taken. %(reason)s")
            raise CommandError(said % {"reason": reason}) from None
        for name, count in counts.items():
            self.stdout.write(f"{count:>9,}  {name}")
        if missing:
            said = ngettext(
                "%(n)d file is named and not in the export:",
                "%(n)d files are named and not in the export:",
                len(missing),
            )
            self.stdout.write(said % {"n": len(missing)})
            for name in sorted(missing)[:MOST_NAMED]:
                self.stdout.write(f"  {name}")
