from django.db import migrations, models

CAPTIONS = {
    "unit_years.recompute": "重新计算",
    "unit_years.look": "核对导入文件",
    "unit_years.confirm": "写入导入的行",
    "cycle.publish": "向社会公开",
    "examination.audit": "审核报告",
}


def name_the_old(apps, schema_editor):
    for kind, caption in CAPTIONS.items():
        apps.get_model("jobs", "Job").objects.filter(kind=kind).update(caption=caption)


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0002_job_lock"),
    ]

    operations = [
        migrations.AddField(
            model_name="job",
            name="caption",
            field=models.CharField(blank=True, max_length=100, verbose_name="名称"),
        ),
        migrations.RunPython(name_the_old, migrations.RunPython.noop),
    ]
