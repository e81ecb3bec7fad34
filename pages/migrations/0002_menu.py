"""The menu as it was before anybody could change it, so that editors find its lines in their list."""

from django.db import migrations

LINES = {
    "header": ("blog", "forum", "donate", "search"),
    "footer": ("protection", "exit-help", "mirrors", "feed"),
}
STEP = 10  # between two lines, for others to be put there


def write(apps, schema_editor):
    MenuItem = apps.get_model("pages", "MenuItem")
    for place, sections in LINES.items():
        for number, section in enumerate(sections, start=1):
            MenuItem.objects.create(place=place, section=section, position=number * STEP)


class Migration(migrations.Migration):

    dependencies = [
        ('pages', '0001_initial'),
    ]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
