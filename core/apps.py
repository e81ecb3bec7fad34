from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "core"

    def ready(self) -> None:
        """Every app says in its own `desk_panels.py` what the admin's start page shows of it."""
        autodiscover_modules("desk_panels")
