from django.apps import AppConfig
from django.contrib.admin import apps as admin

from config import checks  # noqa: F401  registers the database check


class ConfigConfig(AppConfig):
    name = "config"
    default = True


class AdminConfig(admin.AdminConfig):
    """Django's admin behind our own door."""

    default_site = "accounts.admin_site.StaffSite"
    default = False
