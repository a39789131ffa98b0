from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("unit_years", "0003_lists")]

    operations = [
        migrations.AlterField(
            model_name="finding",
            name="source",
            field=models.CharField(
                choices=[
                    ("input", "录入"),
                    ("closing", "编表"),
                    ("completeness", "完整性"),
                    ("audit", "审核"),
                    ("performance", "绩效"),
                    ("words", "文字"),
                ],
                max_length=12,
            ),
        ),
    ]
