"""Samples, drawings and what was taken back belong to the app `supervision` now: the tables keep their rows and change their names."""

import pgtrigger.migrations
from django.db import migrations

_TRIGGERS = (
    ("draw", "never_changes"),
    ("sample", "checked_once"),
    ("sample", "never_removed"),
    ("undoing", "never_changes"),
)
_MODELS = ("sample", "draw", "undoing")


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_samples_and_absences")]

    operations = [
        *(pgtrigger.migrations.RemoveTrigger(model_name=model, name=name) for model, name in _TRIGGERS),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.AlterModelTable(model, f"supervision_{model}") for model in _MODELS],
            state_operations=[migrations.DeleteModel(model) for model in _MODELS],
        ),
    ]
