"""Failures are counted by the platform; sessions are kept under digests of their keys, so that those before are over."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    """Removes what nothing uses any more."""

    dependencies = [("people", "0004_grants"), ("sessions", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            DROP TABLE IF EXISTS axes_accessattemptexpiration, axes_accessattempt, axes_accesslog, axes_accessfailurelog;
            DELETE FROM django_migrations WHERE app = 'axes';
            DELETE FROM django_session;
            """,
            migrations.RunSQL.noop,
        )
    ]
