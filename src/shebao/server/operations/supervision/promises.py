"""Promises checked afterwards (承诺核查) by somebody who did not accept them; trust restored (信用修复) by a third."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from shebao.server.operations.cases.declares import REVIEW_CASES, SUPERVISE_CASES
from shebao.server.operations.cases.doing import refused
from shebao.server.operations.cases.models import Promise, Restoring
from shebao.server.operations.supervision.declares import PROMISE_CHECKED, TRUST_RESTORED
from shebao.server.platform.decisions.log import record

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User


@transaction.atomic
def check_promise(person: User, promise: Promise, kept: bool, words: str, now: datetime | None = None) -> Promise:
    """Says whether a promise was true. A broken one ends the way of promises for whoever gave it. Raises Refused."""
    locked: Promise = Promise.objects.select_for_update(of=("self",)).select_related("case__office").get(pk=promise.pk)
    text = " ".join(words.replace("\x00", "").split())
    if not person.has_permission_at(REVIEW_CASES, locked.case.office):
        raise refused("not_permitted", "您不能核查这个机构的承诺")
    if person.pk == locked.by_id:
        raise refused("own_case", "自己受理时收下的承诺由别人核查")
    if locked.checked_at is not None:
        raise refused("checked", "这项承诺已经核查过")
    if not text:
        raise refused("missing", "请写明怎样核查、结果如何", "words")
    locked.kept, locked.checked_by, locked.checked_at = kept, person, now or timezone.now()
    locked.words = text[:1000]
    locked.save()
    record(person, PROMISE_CHECKED, locked.case, number=locked.case.number, step="属实" if kept else "不实")
    return locked


@transaction.atomic
def restore(person: User, promise: Promise, ground: str, now: datetime | None = None) -> Restoring:
    """Whoever broke a promise may promise again. Raises Refused."""
    locked: Promise = Promise.objects.select_for_update(of=("self",)).select_related("case__office").get(pk=promise.pk)
    text = " ".join(ground.replace("\x00", "").split())
    if not person.has_permission_at(SUPERVISE_CASES, locked.case.office):
        raise refused("not_permitted", "您不能为这个机构的办件决定信用修复")
    if person.pk in (locked.by_id, locked.checked_by_id):
        raise refused("own_case", "收下或核查过这项承诺的，由别人决定信用修复")
    if locked.kept is not False:
        raise refused("not_broken", "这项承诺没有被查明不实，不用修复")
    if Restoring.objects.filter(promise=locked).exists():
        raise refused("restored", "这项承诺已经修复过")
    if not text:
        raise refused("missing", "请写明纠正情况和依据", "ground")
    found: Restoring = Restoring.objects.create(promise=locked, by=person, at=now or timezone.now(), ground=text[:1000])
    record(person, TRUST_RESTORED, locked.case, number=locked.case.number, step=locked.material)
    return found
