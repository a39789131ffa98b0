"""What was typed is encrypted; drafts that are there move into the new table."""

import json
import uuid
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import shebao.server.platform.secrets.fields
from shebao.server.platform.secrets import ring


def move(apps: Any, schema_editor: Any) -> None:
    """Move all of them. Raises KeyProblem."""
    former, draft = apps.get_model("drafts", "FormerDraft"), apps.get_model("drafts", "Draft")
    if not former.objects.exists():
        return
    ring.ensure()
    for each in former.objects.iterator(chunk_size=100):
        made = draft(person_id=each.person_id, form=each.form, address=each.address, base=each.base)
        made.title, made.content = each.title, json.dumps(each.fields, ensure_ascii=False)
        made.save()
        draft.objects.filter(pk=made.pk).update(kept_at=each.kept_at)


class Migration(migrations.Migration):
    dependencies = [
        ("drafts", "0001_initial"),
        ("secrets", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="draft", name="one_draft_a_form"),
        migrations.RenameModel("Draft", "FormerDraft"),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("form", models.CharField(max_length=300, verbose_name="表单")),
                ("title", shebao.server.platform.secrets.fields.SecretField(verbose_name="标题")),
                ("address", models.CharField(max_length=500, verbose_name="地址")),
                ("base", models.CharField(blank=True, max_length=40, verbose_name="依据的版本")),
                ("content", shebao.server.platform.secrets.fields.SecretField(verbose_name="内容")),
                ("kept_at", models.DateTimeField(auto_now=True, verbose_name="保存时间")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="用户",
                    ),
                ),
            ],
            options={"verbose_name": "草稿", "ordering": ("-kept_at",)},
        ),
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.DeleteModel("FormerDraft"),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(fields=("person", "form"), name="one_draft_a_form"),
        ),
    ]
