"""Ask the site whether its protections hold; the page about them shows the answers."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from config import protection


class Command(BaseCommand):
    help = "Run every check of “How this site protects you” now. With --strict, fail when one does."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--strict", action="store_true", help="exit code 1 when a check fails")

    def handle(self, *, strict: bool, verbosity: int, **options: Any) -> None:
        results = protection.check_all()
        if verbosity:
            for check in results:
                mark = "ok " if check.passed else "NOT"
                self.stdout.write(f"{mark} {check.key:<16} {check.detail}")
        if strict and not all(check.passed for check in results):
            raise SystemExit(1)
