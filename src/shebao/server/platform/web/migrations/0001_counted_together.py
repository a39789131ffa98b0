"""What all processes count together and keep for each other: not written to the log of the database, empty after a crash."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two unlogged tables."""

    initial = True
    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("count", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("until", models.DateTimeField(db_index=True)),
            ],
            options={"verbose_name": "计数"},
        ),
        migrations.CreateModel(
            name="KeptAnswer",
            fields=[
                ("key", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("content", models.BinaryField()),
                ("until", models.DateTimeField(db_index=True)),
            ],
            options={"verbose_name": "留存的页面"},
        ),
        migrations.RunSQL(
            "ALTER TABLE web_tally SET UNLOGGED; ALTER TABLE web_keptanswer SET UNLOGGED", migrations.RunSQL.noop
        ),
    ]
