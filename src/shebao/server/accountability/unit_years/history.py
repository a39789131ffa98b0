"""Who changed what when: the events that the database's triggers wrote, grouped into actions, with before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, Max, OuterRef, QuerySet, Subquery, Value
from pghistory.models import Context

from shebao.server.accountability.unit_years.models import (
    Attachment,
    BudgetLine,
    EntryLine,
    OpeningLine,
    PerformanceForm,
    PlanLine,
    UnitYear,
)
from shebao.server.accountability.unit_years.naming import differences
from shebao.server.accountability.unit_years.sheets import SHEETS, written
from shebao.server.platform.people.models import User

KINDS: Mapping[str, tuple[str, Any]] = {
    "entries": ("分录", EntryLine),
    "budget": ("预算", BudgetLine),
    "opening": ("年初结转", OpeningLine),
    "plan": ("用款计划", PlanLine),
    "forms": ("绩效自评表", PerformanceForm),
    "documents": ("材料", Attachment),
    "unit-year": ("设置、附表和文字", UnitYear),
}
LABELS = {"insert": "新增", "update": "修改", "delete": "删除"}
NO_CONTEXT = "none"
_SHOWN_DETAILS = 3
_DOCUMENTS = ("settings", "annex", "words", "data", "extra_subjects")
_OWN = ("position", "version")


@dataclass(frozen=True, slots=True)
class Action:
    """Events of one kind and label that belong to one request: how many, when, by whom."""

    kind: str
    title: str
    label: str
    count: int
    at: datetime
    context: str
    person: str
    changes: Sequence[Change] = ()

    @property
    def verb(self) -> str:
        """What was done."""
        return LABELS.get(self.label, self.label)


@dataclass(frozen=True, slots=True)
class Change:
    """One event: what it is about, and the fields with their values before and after."""

    name: str
    label: str
    at: datetime
    fields: Sequence[tuple[str, str, str]]

    @property
    def verb(self) -> str:
        """What was done."""
        return LABELS.get(self.label, self.label)


def _events(kind: str, unit_year: UnitYear) -> QuerySet[Any]:
    """The events of a kind that belong to the unit-year."""
    model = KINDS[kind][1].pgh_event_model
    return (
        model.objects.filter(pgh_obj=unit_year.pk)
        if kind == "unit-year"
        else model.objects.filter(unit_year=unit_year.pk)
    )


def actions(unit_year: UnitYear, kind: str = "", person: int | None = None, since: date | None = None) -> QuerySet[Any]:
    """The actions, newest first, as rows of (what, context, label, at, count)."""
    parts = []
    for name in [kind] if kind in KINDS else KINDS:
        events = _events(name, unit_year)
        if person is not None:
            events = events.filter(pgh_context__metadata__user=person)
        if since is not None:
            events = events.filter(pgh_created_at__date__gte=since)
        grouped = (
            events.order_by().annotate(what=Value(name, CharField())).values("what", "pgh_context_id", "pgh_label")
        )
        parts.append(grouped.annotate(at=Max("pgh_created_at"), count=Count("pgh_id")))
    return (parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]).order_by("-at")


def described(unit_year: UnitYear, rows: Sequence[Mapping[str, Any]]) -> list[Action]:
    """The actions of a page with the people's names; small ones with their changes."""
    people = people_of([row["pgh_context_id"] for row in rows])
    small = {(row["what"], row["pgh_context_id"], row["pgh_label"]) for row in rows if row["count"] <= _SHOWN_DETAILS}
    changes = _changes_of(unit_year, small)
    return [
        Action(
            row["what"],
            KINDS[row["what"]][0],
            row["pgh_label"],
            row["count"],
            row["at"],
            str(row["pgh_context_id"] or NO_CONTEXT),
            people.get(row["pgh_context_id"], "系统"),
            changes.get((row["what"], row["pgh_context_id"], row["pgh_label"]), ()),
        )
        for row in rows
    ]


def people_of(contexts: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names of the people behind contexts."""
    wanted = [context for context in contexts if context]
    users = {row.pk: row.metadata.get("user") for row in Context.objects.filter(pk__in=wanted)}
    names = {str(user.pk): str(user) for user in User.objects.filter(pk__in=[user for user in users.values() if user])}
    return {context: names[str(user)] for context, user in users.items() if str(user) in names}


def _changes_of(unit_year: UnitYear, small: set[tuple[str, Any, str]]) -> dict[tuple[str, Any, str], list[Change]]:
    found: dict[tuple[str, Any, str], list[Change]] = {}
    for kind in {kind for kind, context, _label in small if context}:
        contexts = [context for own, context, _label in small if own == kind and context]
        events = _events(kind, unit_year).filter(pgh_context_id__in=contexts)
        labels = {label for own, _context, label in small if own == kind}
        chosen = events.filter(pgh_label__in=labels).order_by("pgh_id").values_list("pk", flat=True)
        for event, change in with_before(kind, list(chosen[:200])):
            found.setdefault((kind, event.pgh_context_id, event.pgh_label), []).append(change)
    return {key: changes for key, changes in found.items() if key in small}


def events_of(unit_year: UnitYear, kind: str, context: UUID | None) -> QuerySet[Any]:
    """The events of one action in order."""
    return _events(kind, unit_year).filter(pgh_context_id=context).order_by("pgh_id")


def with_before(kind: str, ids: Sequence[int]) -> list[tuple[Any, Change]]:
    """The events of those ids with what each changed; the row before is the last event of the same object before it."""
    model = KINDS[kind][1].pgh_event_model
    earlier = model.objects.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id")).order_by("-pgh_id")
    events = list(
        model.objects.filter(pk__in=ids).annotate(before_id=Subquery(earlier.values("pgh_id")[:1])).order_by("pgh_id")
    )
    before = model.objects.in_bulk([e.before_id for e in events if e.before_id and e.pgh_label == "update"])
    return [(event, _change(kind, event, before.get(event.before_id))) for event in events]


def _change(kind: str, event: Any, before: Any) -> Change:
    return Change(_name(kind, event), event.pgh_label, event.pgh_created_at, _fields(kind, event, before))


def _tracked(kind: str) -> list[Any]:
    model = KINDS[kind][1]
    own = {field.name for field in model.pgh_event_model._meta.fields}
    return [field for field in model._meta.fields if field.name in own and field.name not in ("id", "unit_year")]


def _name(kind: str, event: Any) -> str:
    if kind == "entries":
        return f"{event.voucher}#{event.line}"
    if kind in ("budget", "opening", "plan"):
        return event.project or event.functional or KINDS[kind][0]
    return {"forms": lambda: event.name or "整体自评表", "documents": lambda: event.title}.get(kind, lambda: "")()


def _fields(kind: str, event: Any, before: Any) -> list[tuple[str, str, str]]:
    """The fields whose values differ, or all that have one where there is no before."""
    found: list[tuple[str, str, str]] = []
    for field in _tracked(kind):
        now, old = getattr(event, field.attname), getattr(before, field.attname) if before else None
        if before is not None and now == old:
            continue
        if field.name in _DOCUMENTS:
            found += differences(field.name, old, now)
            continue
        if field.name in _OWN:
            continue
        caption = (
            SHEETS[kind].column(field.name).label
            if kind in SHEETS and field.name in SHEETS[kind].fields
            else field.verbose_name
        )
        texts = _written(field, old), _written(field, now)
        if event.pgh_label == "delete":
            texts = texts[1], ""
        if any(texts):
            found.append((str(caption), *texts))
    return found


def _written(field: Any, value: Any) -> str:
    """A value as people read it: the word of a choice, a day, 是 or 否."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(dict(field.flatchoices).get(value, "")) or written(field.name, value)
