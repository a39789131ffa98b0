"""Uploads do not stay for ever: those of visitors go when their time is over, and files that nobody needs with them."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from shebao.server.accountability.examination import exports, images
from shebao.server.accountability.examination.models import Batch, Rendering, UploadTally
from shebao.server.platform.files import store
from shebao.server.platform.files.models import StoredFile

_TALLIES_KEPT = timedelta(days=2)


def purge() -> int:
    """Remove the batches whose time is over, old tallies and page pictures; returns how many batches went."""
    over = list(Batch.objects.filter(expires_at__lte=timezone.now()))
    for batch in over:
        remove(batch)
    UploadTally.objects.filter(hour__lt=timezone.now() - _TALLIES_KEPT).delete()
    images.purge()
    return len(over)


@transaction.atomic
def remove(batch: Batch) -> None:
    """Remove a batch with its reports, findings and decisions, and the files that nothing else refers to."""
    renderings = Rendering.objects.filter(examination__batch=batch)
    files = {*renderings.values_list("file", flat=True), *batch.examinations.values_list("original", flat=True)}
    exports.forget(batch)
    batch.delete()
    for file in StoredFile.objects.filter(pk__in=files - {None}).order_by("sha256"):
        store.discard(file)
