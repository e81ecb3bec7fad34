from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("donations", "0002_payments_are_kept")]

    operations = [
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                condition=models.Q(("campaign__isnull", False)),
                fields=["campaign"],
                include=("currency", "amount"),
                name="payments_by_campaign",
            ),
        ),
    ]
