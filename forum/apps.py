from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForumConfig(AppConfig):
    name = "forum"
    verbose_name = _("Forum")

    def ready(self) -> None:
        for module in ("leaving", "news"):
            import_module(f"forum.{module}")  # connects itself, names its letters; needs the models
