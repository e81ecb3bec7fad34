"""Of when somebody joined and used a second factor, days are kept: no hour, no second."""

import accounts.models
from django.db import migrations, models
from django.db.models.functions import Trunc
from datetime import UTC


def to_days(apps, schema_editor):
    for app, model, fields in (
        ("accounts", "User", ("joined_at",)),
        ("mfa", "Authenticator", ("created_at", "last_used_at")),
    ):
        days = {field: Trunc(field, "day", tzinfo=UTC) for field in fields}
        apps.get_model(app, model).objects.update(**days)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_export'),
        ('mfa', '0003_authenticator_type_uniq'),
    ]

    operations = [
        migrations.AlterField(
            model_name='user',
            name='joined_at',
            field=models.DateTimeField(default=accounts.models.this_day, editable=False, verbose_name='joined'),
        ),
        migrations.RunPython(to_days, migrations.RunPython.noop),
    ]
