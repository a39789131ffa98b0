"""Comments at findings and cells, explanations of warnings, the rectification list."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from shebao.classification import department_economic, functional
from shebao.report.tables import Shape, TableSpec, table_specs
from shebao.server.accountability.review.models import LONGEST_TEXT, Comment, Explanation, Rectification, Thread
from shebao.server.accountability.unit_years.declares import EDIT_UNIT_YEAR, SUBMIT
from shebao.server.accountability.unit_years.models import Closing, Finding, UnitYear
from shebao.server.platform.decisions.log import record
from shebao.server.platform.people.models import User
from shebao.server.platform.web.locking import Stale, save_over

if TYPE_CHECKING:
    from collections.abc import Mapping

_CAPTION = 300


def said(text: str, field: str = "text") -> str:
    """What somebody wrote, trimmed. Raises ValidationError where it is nothing or too much."""
    text = text.replace("\x00", "").strip()
    if not text:
        raise ValidationError({field: "请填写内容"})
    if len(text) > LONGEST_TEXT:
        raise ValidationError({field: f"最多 {LONGEST_TEXT} 个字，现有 {len(text)} 个"})
    return text


@transaction.atomic
def open_thread(unit_year: UnitYear, person: User, about: str, anchor: str, text: str) -> Thread:
    """A new thread with its first comment, or one more comment where an open one is about the same. Raises ValidationError."""
    text = said(text)
    caption = _caption(unit_year, about, anchor)
    thread = (
        Thread.objects.select_for_update()
        .filter(unit_year=unit_year, about=about, anchor=anchor, resolved_at=None)
        .first()
    )
    if thread is None:
        thread = Thread.objects.create(unit_year=unit_year, about=about, anchor=anchor, caption=caption[:_CAPTION])
    Comment.objects.create(thread=thread, person=person, text=text)
    return thread


def _caption(unit_year: UnitYear, about: str, anchor: str) -> str:
    captions = {"whole": lambda *_: "整份报告", "finding": finding_caption, "cell": cell_caption}
    if about not in captions:
        raise ValidationError({"about": "意见只能针对整份报告、问题或表格中的数字"})
    return captions[about](unit_year, anchor)


def finding_caption(unit_year: UnitYear, anchor: str) -> str:
    """What a finding says. Raises ValidationError where there is none of that key."""
    finding = Finding.objects.filter(unit_year=unit_year, key=anchor).first()
    if finding is None:
        raise ValidationError({"anchor": "没有这个问题；页面可能已经过时，请刷新"})
    return str(finding.message)


def cell_caption(unit_year: UnitYear, anchor: str) -> str:
    """A cell of the closed tables in words, with its amount. Raises ValidationError where there is none."""
    table, row, column = (*anchor.split(":"), "", "", "")[:3]
    closing = Closing.objects.filter(unit_year=unit_year).values_list("document", flat=True).first() or {}
    cell = closing.get("tables", {}).get(table, {}).get(row, {}).get(column) if anchor.count(":") == 2 else None
    if cell is None or table not in table_specs():
        raise ValidationError({"anchor": "没有这个数字；页面可能已经过时，请刷新"})
    return f"{cell_words(table, row, column)}：{cell['text']}"


def cell_words(table: str, row: str, column: str) -> str:
    """A cell of the nine tables as people call it: 《支出决算表》2080109 社会保险经办机构·项目支出."""
    spec = table_specs()[table]
    name = {**spec.columns, **spec.memo_columns}.get(column, (column,))[0]
    return f"《{spec.title}》{_row_name(spec, row)}·{name}"


def _row_name(spec: TableSpec, row: str) -> str:
    """A row as people call it: its label, or its subject with the code."""
    labels = {**spec.income, **spec.expenditure}
    if row in labels:
        return labels[row][0]
    code = row.removeprefix("out.")
    subject = (department_economic() if spec.shape is Shape.ECONOMIC else functional()).get(code)
    return f"{code} {subject.name}" if subject else {"total": "合计", "row": ""}.get(row, row)


@transaction.atomic
def reply(thread: Thread, person: User, text: str) -> Comment:
    """One more comment; a resolved thread is open again. Raises ValidationError."""
    comment: Comment = Comment.objects.create(thread=thread, person=person, text=said(text))
    if thread.resolved_at is not None:
        reopen(thread)
    return comment


def resolve(thread: Thread, person: User) -> None:
    """Marks a thread as settled."""
    Thread.objects.filter(pk=thread.pk, resolved_at=None).update(resolved_at=timezone.now(), resolved_by=person)


def reopen(thread: Thread) -> None:
    """Opens a settled thread again."""
    Thread.objects.filter(pk=thread.pk).update(resolved_at=None, resolved_by=None)


@transaction.atomic
def explain(unit_year: UnitYear, person: User, finding_key: str, text: str) -> Explanation:
    """Writes why a warning stands. Raises ValidationError: no such open warning, no text, not open to changes."""
    if not UnitYear.objects.select_for_update().only("state").get(pk=unit_year.pk).is_editable:
        raise ValidationError({"text": "已提交的内容不能再改说明；需要时请审核人退回"})
    if not Finding.objects.open().filter(unit_year=unit_year, key=finding_key, severity="warning").exists():
        raise ValidationError({"finding_key": "没有这个警告；页面可能已经过时，请刷新"})
    explanation, _ = Explanation.objects.update_or_create(
        unit_year=unit_year, finding_key=finding_key, defaults={"text": said(text), "person": person}
    )
    return explanation


@transaction.atomic
def demand(unit_year: UnitYear, person: User, data: Mapping[str, str], today: date | None = None) -> Rectification:
    """A new entry of the rectification list. Raises ValidationError by field."""
    errors: dict[str, str] = {}
    due = _day(data.get("due_on", ""))
    if due is None:
        errors["due_on"] = "完成期限应写作 2025-08-15 这样的年-月-日"
    elif due < (today or timezone.localdate()):
        errors["due_on"] = "完成期限不能早于今天"
    responsible = _responsible(unit_year, data.get("responsible", ""))
    if responsible is None:
        errors["responsible"] = "请选本单位的经办人或负责人作责任人"
    try:
        task = said(data.get("task", ""), "task")
    except ValidationError as problem:
        errors |= {key: " ".join(found) for key, found in problem.message_dict.items()}
    if errors or responsible is None:
        raise ValidationError(errors)
    entry: Rectification = Rectification.objects.create(
        unit_year=unit_year,
        finding_key=data.get("finding_key", "")[:64],
        thread=_own_thread(unit_year, data.get("thread", "")),
        task=task,
        responsible=responsible,
        due_on=due,
        made_by=person,
    )
    record(person, "rectification", unit_year, due_on=due, responsible=responsible.get_username(), task=task[:200])
    return entry


def responsibles(unit_year: UnitYear) -> list[User]:
    """Who can be made responsible: the active people who prepare or submit at the unit."""
    people = User.objects.filter(
        is_active=True,
        memberships__organisation_id__in=[*unit_year.organisation.ancestor_ids, unit_year.organisation_id],
    ).distinct()
    wanted = (EDIT_UNIT_YEAR, SUBMIT)
    return [p for p in people if any(p.has_permission_at(w, unit_year.organisation) for w in wanted)]


def _responsible(unit_year: UnitYear, key: str) -> User | None:
    return next((person for person in responsibles(unit_year) if str(person.pk) == key), None)


def _own_thread(unit_year: UnitYear, key: str) -> Thread | None:
    if not (key.isascii() and key.isdigit() and len(key) < 18):
        return None
    thread: Thread | None = Thread.objects.filter(unit_year=unit_year, pk=int(key)).first()
    return thread


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


@transaction.atomic
def settle(entry: Rectification, person: User, version: int, evidence: str) -> None:
    """Says that it is mended and how. Raises ValidationError or Stale."""
    evidence = said(evidence, "evidence")
    if entry.done_at is not None:
        raise Stale(entry)
    save_over(entry, version, done_at=timezone.now(), done_by=person, evidence=evidence)


@transaction.atomic
def unsettle(entry: Rectification, version: int) -> None:
    """Puts a mended entry back on the list. Raises Stale."""
    save_over(entry, version, done_at=None, done_by=None)
