"""Links are found by a digest of their token; the table no longer has what opens them."""

from __future__ import annotations

from django.db import migrations, models

import shebao.server.accountability.examination.models


class Migration(migrations.Migration):
    """Links that were sent go on working; their addresses are shown no more."""

    dependencies = [("examination", "0001_initial")]

    operations = [
        migrations.AddField(
            "sharelink", "digest", models.CharField("令牌的摘要", max_length=64, default="", editable=False)
        ),
        migrations.RunSQL(
            "UPDATE examination_sharelink SET digest = encode(sha256(convert_to(token, 'UTF8')), 'hex')",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveField("sharelink", "token"),
        migrations.AddField(
            "sharelink",
            "seed",
            models.CharField("令牌的种子", max_length=64, default="", editable=False),
        ),
        migrations.AlterField(
            "sharelink",
            "seed",
            models.CharField(
                "令牌的种子",
                max_length=64,
                default=shebao.server.accountability.examination.models._seed,
                editable=False,
            ),
        ),
        migrations.AlterField(
            "sharelink", "digest", models.CharField("令牌的摘要", max_length=64, unique=True, editable=False)
        ),
    ]
