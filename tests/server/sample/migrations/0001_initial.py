import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("organisations", "0001_initial")]
    operations = [
        migrations.CreateModel(
            "Order",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(max_length=10, default="open")),
                (
                    "organisation",
                    models.ForeignKey(
                        "organisations.organisation", django.db.models.deletion.PROTECT, related_name="+"
                    ),
                ),
            ],
        )
    ]
