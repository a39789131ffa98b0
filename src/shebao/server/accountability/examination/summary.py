"""What a batch amounts to: its progress, its reports in a table, and sums by unit and by rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum

from shebao.rendering.words import FAMILY_NAMES, KIND_NAMES
from shebao.server.accountability.examination.listing import rule_titles
from shebao.server.accountability.examination.models import Batch, Decision, Examination, Finding

PAGE = 100
SORTS = {
    "position": ("position",),
    "name": ("name", "position"),
    "unit": ("unit", "fiscal_year", "position"),
    "year": ("fiscal_year", "unit", "position"),
    "state": ("state", "position"),
    "errors": ("-errors", "-warnings", "position"),
    "warnings": ("-warnings", "-errors", "position"),
}
COLUMNS = (
    ("position", "序号"),
    ("name", "文件"),
    ("unit", "单位"),
    ("year", "年度"),
    ("state", "状态"),
    ("errors", "错误"),
    ("warnings", "警告"),
)
_State = Examination.State


@dataclass(frozen=True, slots=True)
class Progress:
    """How many reports a batch has, and how many audits have ended, failed or found errors."""

    total: int
    ended: int
    done: int
    failed: int
    with_errors: int
    clean: int
    unchecked: int
    errors: int
    warnings: int
    notes: int

    @property
    def pending(self) -> int:
        """Audits still to come."""
        return self.total - self.ended


@dataclass(frozen=True, slots=True)
class UnitRow:
    """The reports of one unit."""

    unit: str
    reports: int
    years: str
    errors: int
    warnings: int
    notes: int
    only: Examination | None


@dataclass(frozen=True, slots=True)
class RuleRow:
    """What one rule found in a batch."""

    rule: str
    title: str
    family: str
    severity: str
    findings: int
    reports: int
    disputed: int


def progress_of(batch: Batch) -> Progress:
    """The progress of a batch, in one query."""
    done = Q(state=_State.DONE)
    sums = batch.examinations.order_by().aggregate(
        total=Count("pk"),
        ended=Count("pk", filter=~Q(state__in=(_State.WAITING, _State.RUNNING))),
        done=Count("pk", filter=done),
        failed=Count("pk", filter=Q(state__in=(_State.FAILED, _State.REFUSED))),
        with_errors=Count("pk", filter=done & Q(errors__gt=0)),
        clean=Count("pk", filter=done & Q(errors=0, warnings=0, notes=0, decided__gt=0)),
        unchecked=Count("pk", filter=done & Q(decided=0)),
        errors=Sum("errors", default=0),
        warnings=Sum("warnings", default=0),
        notes=Sum("notes", default=0),
    )
    return Progress(**sums)


def reports(batch: Batch, sort: str) -> QuerySet[Examination]:
    """The examinations of a batch in the order asked for, with how many of their findings were dealt with."""
    decided = Count("decisions", filter=~Q(decisions__verdict=Decision.Verdict.OPEN))
    found = batch.examinations.annotate(decided_count=decided, roots=F("errors") + F("warnings") + F("notes"))
    return found.defer("details").select_related("prior", "department").order_by(*SORTS.get(sort, SORTS["position"]))


def by_unit(batch: Batch) -> list[UnitRow]:
    """Units with their sums, those with most errors first."""
    rows: dict[str, list[Examination]] = {}
    done = batch.examinations.filter(state=_State.DONE).only(
        "pk", "batch", "unit", "fiscal_year", "kind", "errors", "warnings", "notes", "position"
    )
    for examination in done:
        rows.setdefault(examination.unit, []).append(examination)
    found = [_unit_row(unit, members) for unit, members in rows.items()]
    return sorted(found, key=lambda row: (-row.errors, -row.warnings, row.unit))


def _unit_row(unit: str, members: Sequence[Examination]) -> UnitRow:
    years = sorted({member.fiscal_year for member in members if member.fiscal_year})
    return UnitRow(
        unit or "（单位未能识别）",
        len(members),
        "、".join(map(str, years)),
        sum(member.errors for member in members),
        sum(member.warnings for member in members),
        sum(member.notes for member in members),
        members[0] if len(members) == 1 else None,
    )


def by_rule(batch: Batch) -> list[RuleRow]:
    """Rules with what they found (one mistake counted once), those that found most first."""
    disputed = Decision.objects.filter(examination__batch=batch, verdict=Decision.Verdict.DISPUTED)
    keys = set(disputed.values_list("examination_id", "key"))
    found = Finding.objects.filter(examination__batch=batch, below=0).order_by()
    counted = found.values("rule", "severity").annotate(n=Count("pk"), files=Count("examination", distinct=True))
    said: dict[tuple[str, str], int] = {}
    if keys:
        for examination, key, rule, severity in found.filter(key__in={key for _, key in keys}).values_list(
            "examination_id", "key", "rule", "severity"
        ):
            if (examination, key) in keys:
                said[rule, severity] = said.get((rule, severity), 0) + 1
    rows = [
        RuleRow(
            row["rule"],
            rule_titles().get(row["rule"], ""),
            FAMILY_NAMES.get(row["rule"][:1], ""),
            row["severity"],
            row["n"],
            row["files"],
            said.get((row["rule"], row["severity"]), 0),
        )
        for row in counted
    ]
    return sorted(rows, key=lambda row: (-row.findings, row.rule))


def title_of(examination: Examination) -> str:
    """示例市社会保险中心 2022 年度单位决算; the file's name before its audit."""
    if examination.state != _State.DONE:
        return examination.name
    year = f"{examination.fiscal_year} 年度" if examination.fiscal_year else "（年度未能识别）"
    return f"{examination.unit or '（单位未能识别）'} {year}{KIND_NAMES.get(examination.kind, '决算')}"


def with_progress(batches: QuerySet[Batch]) -> QuerySet[Batch]:
    """Batches with `total`, `pending`, `found_errors`, `found_warnings` of their reports, in one query."""
    first = Examination.objects.filter(batch=OuterRef("pk")).order_by("position").values("pk")[:1]
    return batches.annotate(
        first=Subquery(first),
        total=Count("examinations"),
        pending=Count("examinations", filter=Q(examinations__state__in=(_State.WAITING, _State.RUNNING))),
        found_errors=Sum("examinations__errors", default=0),
        found_warnings=Sum("examinations__warnings", default=0),
    )
