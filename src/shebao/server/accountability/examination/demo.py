"""The sample report as the demo's auditor had it audited, two of its findings decided."""

from __future__ import annotations

from django.db import transaction

from shebao.server.accountability.examination import work
from shebao.server.accountability.examination.access import Access
from shebao.server.accountability.examination.deciding import Answer, decide
from shebao.server.accountability.examination.models import Batch, Examination
from shebao.server.platform.files import store
from shebao.server.platform.people.demo import EXAMPLES, USERS
from shebao.server.platform.people.models import User

NAME = "示例：一份决算公开报告的审核"
SAMPLE = EXAMPLES / "sample-report.pdf"
_ANSWERS = (Answer("accepted", "", 0), Answer("disputed", "占比按财政拨款支出计算，口径与表不同，请复核。", 0))


def load() -> None:
    """Audit the sample, unless that was done or it is not installed."""
    if not SAMPLE.is_file():
        return
    auditor = User.objects.get(username=next(user.username for user in USERS if user.role == "auditor"))
    examination = Examination.objects.filter(batch__owner=auditor, batch__name=NAME).first() or _uploaded(auditor)
    if examination.complete:
        return
    work.audit(examination.pk)
    access = Access(True, True, str(auditor))
    roots = examination.findings.filter(below=0).exclude(key__in=examination.decisions.values("key"))
    for finding, answer in zip(roots[: len(_ANSWERS)], _ANSWERS, strict=False):
        decide(examination, finding, answer, access, auditor)


@transaction.atomic
def _uploaded(auditor: User) -> Examination:
    file = store.store_bytes(SAMPLE.read_bytes(), kind="pdf", name=SAMPLE.name, owner=auditor)
    batch = Batch.objects.create(owner=auditor, name=NAME)
    made: Examination = Examination.objects.create(batch=batch, position=1, name=SAMPLE.name, original=file)
    return made
