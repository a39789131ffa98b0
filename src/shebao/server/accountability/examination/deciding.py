"""Accepting and disputing findings: by whom, when and why; two people at once see each other's decision."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from shebao.server.accountability.examination.access import Access
from shebao.server.accountability.examination.models import Decision, Examination, Finding
from shebao.server.platform.people.models import User

LONGEST_REASON = 1000
_DISPUTED = "disputed"
_SHORTEST_REASON = 2


@dataclass(frozen=True, slots=True)
class Answer:
    """What a form sent: the verdict, its reason, and the version of the decision that the form was made from."""

    verdict: str
    reason: str
    version: int


class NotDecided(Exception):
    """The answer was not kept; the message says why (Chinese). `stale`: somebody else decided in between."""

    def __init__(self, message: str, *, stale: bool = False) -> None:
        super().__init__(message)
        self.stale = stale


@transaction.atomic
def decide(examination: Examination, finding: Finding, answer: Answer, access: Access, user: User | None) -> Decision:
    """Keep an answer about a finding. Raises NotDecided."""
    reason = answer.reason.strip()
    if answer.verdict not in Decision.Verdict.values:
        raise NotDecided("请选择“采纳”或“有异议”")
    if answer.verdict == _DISPUTED and len(reason) < _SHORTEST_REASON:
        raise NotDecided("请写明异议的理由")
    if len(reason) > LONGEST_REASON:
        raise NotDecided(f"理由最多 {LONGEST_REASON} 个字，现有 {len(reason)} 个")
    Examination.objects.select_for_update().get(pk=examination.pk)
    found = Decision.objects.filter(examination=examination, key=finding.key).first()
    if answer.version != (found.version if found else 0):
        raise NotDecided("您打开页面之后，这一条已由别人处理，请看过后再决定", stale=True)
    decision = found or Decision(examination=examination, key=finding.key, version=0)
    decision.verdict, decision.reason = answer.verdict, reason
    decision.by, decision.by_name, decision.at = user, access.name[:100], timezone.now()
    decision.version += 1
    decision.save()
    return decision
