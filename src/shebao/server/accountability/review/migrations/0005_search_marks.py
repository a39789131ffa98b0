from django.db import migrations

from shebao.server.accountability.publications.searching.bigrams import vector

_BATCH = 1000


def index_again(apps, schema_editor):
    """Marks inside words no longer separate them: what was indexed before is indexed again."""
    passages = apps.get_model("cycle", "SearchPassage")
    changed = []
    for passage in passages.objects.select_related("report").iterator(chunk_size=_BATCH):
        passage.vector = vector(f"{passage.report.name} {passage.heading} {passage.text}")
        changed.append(passage)
        if len(changed) == _BATCH:
            passages.objects.bulk_update(changed, ["vector"])
            changed = []
    passages.objects.bulk_update(changed, ["vector"])


class Migration(migrations.Migration):
    dependencies = [("cycle", "0004_submission")]

    operations = [migrations.RunPython(index_again, migrations.RunPython.noop, elidable=True)]
