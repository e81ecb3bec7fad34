from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class EditingConfig(AppConfig):
    name = "editing"
    verbose_name = _("Editing")

    def ready(self) -> None:
        """Every app says in its own `edited.py` what of it editors write."""
        autodiscover_modules("edited")
