"""`manage.py makemigrations`: Django's own, with the site's way of writing migrations."""

from django.core.management.commands import makemigrations

from config.migrating import Autodetector


class Command(makemigrations.Command):
    autodetector = Autodetector
