"""Editors write pages and put the menu in order."""

from django.db import migrations

from config import groups


def write(apps, schema_editor):
    groups.write(apps, schema_editor.connection.alias)


class Migration(migrations.Migration):

    dependencies = [
        ('config', '0002_groups'),
        ('pages', '0001_initial'),
    ]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
