"""The tables come from the app `cases` with their rows; only the triggers are new, since they are named by their model."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0006_supervision_apart"),
        ("organisations", "0002_members"),
        ("records", "0002_staging"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Draw",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("first", models.DateField(verbose_name="自")),
                        ("last", models.DateField(verbose_name="至")),
                        ("percent", models.SmallIntegerField(verbose_name="比例")),
                        ("least", models.SmallIntegerField(verbose_name="至少")),
                        ("seed", models.CharField(max_length=32, verbose_name="种子")),
                        ("number", models.IntegerField(verbose_name="办结件数")),
                        ("drawn", models.IntegerField(verbose_name="抽取件数")),
                        ("at", models.DateTimeField(verbose_name="时间")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="抽取人",
                            ),
                        ),
                        (
                            "office",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="organisations.organisation",
                                verbose_name="经办机构",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "抽查",
                        "ordering": ("-at",),
                    },
                ),
                migrations.CreateModel(
                    name="Sample",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("due_on", models.DateField(verbose_name="抽查期限")),
                        ("right", models.BooleanField(null=True, verbose_name="无误")),
                        ("checked_at", models.DateTimeField(null=True, verbose_name="抽查时间")),
                        ("words", models.CharField(blank=True, max_length=1000, verbose_name="抽查情况")),
                        (
                            "case",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="sample", to="cases.case"
                            ),
                        ),
                        (
                            "checked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "clerk",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "draw",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="samples",
                                to="supervision.draw",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "抽查件",
                        "ordering": ("due_on", "pk"),
                    },
                ),
                migrations.CreateModel(
                    name="Undoing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="时间")),
                        ("reason", models.CharField(max_length=1000, verbose_name="原因")),
                        (
                            "act",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.act"
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="撤销人",
                            ),
                        ),
                        (
                            "case",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="undoing", to="cases.case"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "撤销",
                    },
                ),
                migrations.AddConstraint(
                    model_name="draw",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("last__gte", models.F("first"))), name="draw_from_first_to_last"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="draw",
                    constraint=models.UniqueConstraint(fields=("office", "first", "last"), name="drawn_once_a_period"),
                ),
                migrations.AddConstraint(
                    model_name="sample",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checked_at", None), ("checked_by", None), ("right", None)),
                            models.Q(
                                ("checked_at__isnull", False),
                                ("right__isnull", False),
                                models.Q(("checked_by", models.F("clerk")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="sample_checked_by_another",
                    ),
                ),
            ]
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="draw",
            trigger=pgtrigger.compiler.Trigger(
                name="never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="6745213abaed7602f768eb72762600ddd577d82b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_never_changes_12553",
                    table="supervision_draw",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sample",
            trigger=pgtrigger.compiler.Trigger(
                name="checked_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF OLD.checked_at IS NULL AND NEW.checked_at IS NOT NULL\n       AND to_jsonb(NEW) - '{right,checked_by_id,checked_at,words}'::text[]\n         = to_jsonb(OLD) - '{right,checked_by_id,checked_at,words}'::text[] THEN\n        RETURN NEW;\n    END IF;\n    RAISE EXCEPTION 'a sample is checked once';\n",
                    hash="8d84508cd9d35d8bd7c84a2b90990b7cecdf0d45",
                    operation="UPDATE",
                    pgid="pgtrigger_checked_once_b04db",
                    table="supervision_sample",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sample",
            trigger=pgtrigger.compiler.Trigger(
                name="never_removed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="ee30c127b7a9f09b14655295a635856409ae9c0c",
                    operation="DELETE",
                    pgid="pgtrigger_never_removed_d4ec1",
                    table="supervision_sample",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="undoing",
            trigger=pgtrigger.compiler.Trigger(
                name="never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="37859042e81189611913951ab28ec9d7446e8ecd",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_never_changes_8217b",
                    table="supervision_undoing",
                    when="BEFORE",
                ),
            ),
        ),
    ]
