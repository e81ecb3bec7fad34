from importlib import import_module

import pytest


@pytest.fixture(autouse=True)
def menu_of_a_new_site(db):
    """What a migration wrote; tests that empty the whole database take it along."""
    from django.apps import apps

    if not apps.get_model("pages", "MenuItem").objects.exists():
        import_module("pages.migrations.0002_menu").write(apps, None)
