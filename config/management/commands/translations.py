"""Bring the catalogues up to what the code says, or tell what they lack."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config import messages
from config.catalogues import LOCALE


class Command(BaseCommand):
    help = "Update locale/*/LC_MESSAGES/django.po; with --check change nothing and fail on any gap."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say what is missing")

    def handle(self, *args: Any, **options: Any) -> None:
        for path in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
            if not options["check"]:
                messages.write(path, messages.update(path))
            elif faults := list(messages.faults(path)):
                raise CommandError("\n".join([f"{path}:", *faults]))
