#!/usr/bin/env python3
"""Django's command line. Starts the embedded database for the commands that need one."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError
from procrastinate.exceptions import ConnectorException

from config import postgres

WITHOUT_DATABASE = {"check", "collectstatic", "help", "translations", "version"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    try:
        if settings.IS_EMBEDDED and command not in WITHOUT_DATABASE:
            postgres.ensure_running(settings.VAR / "postgres")
    except (ImproperlyConfigured, postgres.DatabaseUnavailable) as error:
        sys.exit(
            f"{error}\n`make run` sets up what a first start needs; .env.example lists every setting."
        )
    try:
        execute_from_command_line(sys.argv)
    except (OperationalError, ConnectorException) as error:
        sys.exit(f"The database can't be used: {str(error.__cause__ or error).splitlines()[0]}")


if __name__ == "__main__":
    main()
