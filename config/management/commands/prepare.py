"""What a real site needs before it is served, and after every upgrade."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from config import launch
from config.catalogues import BrokenCatalogue
from config.postgres import DatabaseUnavailable, complaint


class Command(BaseCommand):
    help = (
        "Migrate the database, compile translations, compress static files, and the first time count"
        " words for the search and check the protections. Safe to run again, and while the site runs."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            launch.make_ready()
        except (ImproperlyConfigured, DatabaseUnavailable, BrokenCatalogue) as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(f"The database refused: {str(error).splitlines()[0]}") from error
        except OSError as error:
            raise CommandError(complaint(error)) from error
