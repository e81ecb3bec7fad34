"""`manage.py migrate`: Django's own, with the site's way of writing migrations."""

from django.core.management.commands import migrate

from config.migrating import Autodetector


class Command(migrate.Command):
    autodetector = Autodetector
