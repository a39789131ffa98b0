from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0003_job_caption"),
    ]

    operations = [
        migrations.AddField(
            model_name="job",
            name="lane",
            field=models.CharField(
                choices=[("default", "公务"), ("public", "访客")], default="default", max_length=20, verbose_name="队列"
            ),
        ),
    ]
