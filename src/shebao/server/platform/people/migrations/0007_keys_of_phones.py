"""The keys of phones, which stood in clear in a table of another package, move into `Phone` encrypted; that table goes."""

from typing import Any

from django.db import migrations

from shebao.server.platform.secrets import ring

_TABLE = "otp_totp_totpdevice"
_KEPT = (
    "user_id", "name", "confirmed", "throttling_failure_timestamp", "throttling_failure_count", "created_at", "last_used_at",
    "drift", "last_t", "key",
)  # fmt: skip


def move(apps: Any, schema_editor: Any) -> None:
    """Move all of them. Raises KeyProblem, Unreadable where one does not come back as it was."""
    Phone = apps.get_model("people", "Phone")
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [f"public.{_TABLE}"])
        if cursor.fetchone() == (None,):
            return
        ring.ensure()
        cursor.execute(f"SELECT {', '.join(_KEPT)} FROM {_TABLE} ORDER BY id")
        rows = [dict(zip(_KEPT, row, strict=True)) for row in cursor.fetchall()]
    for row in rows:
        made = Phone.objects.create(**row)
        Phone.objects.filter(pk=made.pk).update(created_at=row["created_at"])
        if Phone.objects.get(pk=made.pk).key.open() != row["key"]:
            raise RuntimeError(f"the key of a phone of user {row['user_id']} did not come back as it was")
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {_TABLE}")
        cursor.execute("DELETE FROM django_migrations WHERE app = 'otp_totp'")


class Migration(migrations.Migration):
    dependencies = [("people", "0006_contact_phone")]
    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
