"""Write what the site publishes as JSON Lines and files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config import exporting


class Command(BaseCommand):
    help = gettext_lazy("Write everything the site publishes into a folder: see docs/export.md.")  # type: ignore[assignment]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *, folder: Path, **options: Any) -> None:
        try:
            counts = exporting.export(folder)
        except exporting.Occupied:
            raise CommandError(_("The folder holds other things: give an empty one.")) from None
        except OSError as error:
            raise CommandError(
                _("The folder cannot be written to (%(reason)s).") % {"reason": error.strerror}
            ) from None
        for name, count in counts.items():
            self.stdout.write(f"{count:>9,}  {name}")
