import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form", models.CharField(max_length=300, verbose_name="表单")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("address", models.CharField(max_length=500, verbose_name="地址")),
                ("base", models.CharField(blank=True, max_length=40, verbose_name="依据的版本")),
                ("fields", models.JSONField(verbose_name="内容")),
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
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(fields=("person", "form"), name="one_draft_a_form"),
        ),
    ]
