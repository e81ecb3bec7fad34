"""The groups of staff. Whoever changes `config.groups` adds one like this, after the models it names."""

from django.conf import settings
from django.db import migrations

from config import groups


def write(apps, schema_editor):
    groups.write(apps, schema_editor.connection.alias)


class Migration(migrations.Migration):

    dependencies = [
        ('config', '0001_protection_check'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('blog', '0006_redirect'),
        ('library', '0001_initial'),
        ('donations', '0003_payments_by_campaign'),
        ('forum', '0003_search'),
        ('search', '0001_initial'),
    ]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
