"""Renditions of pictures as they are, beside those cut to a shape: a job makes them of older ones too."""

from django.db import migrations
from django.db.migrations.state import StateApps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def make_again(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("library", "Picture").objects.update(cut="")


class Migration(migrations.Migration):
    dependencies = [("library", "0001_initial")]

    operations = [migrations.RunPython(make_again, migrations.RunPython.noop)]
