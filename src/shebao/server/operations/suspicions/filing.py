"""Evidence files: kept once, shown at every suspicion that they are about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction

from shebao.server.operations.suspicions.declares import EVIDENCE_ADDED
from shebao.server.operations.suspicions.models import Evidence, Ruling, Suspicion
from shebao.server.platform.decisions.log import record
from shebao.server.platform.files.kinds import ATTACHMENTS, RefusedFile
from shebao.server.platform.files.store import store_upload

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from shebao.server.platform.people.models import User

MOST = 30


@transaction.atomic
def add(
    person: User, subject: Suspicion | Ruling, about: Sequence[Suspicion], upload: UploadedFile | None, note: str
) -> int:
    """Adds a file to suspicions; returns to how many. Raises RefusedFile."""
    if upload is None:
        raise RefusedFile("请选择文件。", "")
    if not about:
        raise RefusedFile("这个决定已没有所含的疑点，不能添加证据。", "")
    if max(each.files.count() for each in about[:1]) >= MOST:
        raise RefusedFile(f"一个疑点最多 {MOST} 个文件。", "")
    stored = store_upload(upload, accepted=ATTACHMENTS, owner=person)
    words = note.replace("\x00", "").strip()[:200]
    Evidence.objects.bulk_create(Evidence(suspicion=each, file=stored, note=words, by=person) for each in about)
    record(person, EVIDENCE_ADDED, subject, count=len(about), sha256=stored.sha256)
    return len(about)
