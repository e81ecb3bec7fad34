from django.apps import AppConfig

from config import checks  # noqa: F401  registers the database check


class ConfigConfig(AppConfig):
    name = "config"
