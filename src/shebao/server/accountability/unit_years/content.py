"""Settings and annex as fields that people fill in, validated by the loaders of accounts.yaml and annex.yaml."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F

from shebao.accounts.annex import Procurement, SetAside, Staff, ThreePublicCounts
from shebao.accounts.importing.annex import annex_of
from shebao.accounts.importing.rejects import ImportRejected
from shebao.fields.field import Field, Kind
from shebao.fields.problem import Problem
from shebao.server.accountability.unit_years import local_subjects
from shebao.server.accountability.unit_years.changes import Conflict, changing
from shebao.server.accountability.unit_years.in_workspace import in_workspace
from shebao.server.accountability.unit_years.models import UnitYear
from shebao.server.accountability.unit_years.stored import document, rules_for
from shebao.server.platform.web.filled import Filled

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User


class Wrong(Exception):
    """What was typed is wrong: messages by field, '' for the whole."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("；".join(errors.values()))
        self.errors = errors


_KINDS = {"单位": "unit", "部门（汇总所属单位）": "department"}
PLACES = {"未定（按武汉）": "", "武汉": "wuhan", "上海": "shanghai"}
_UNITS = {"万元": "万元", "元": "元"}
_ROUNDING = {"各数四舍五入": "half_up", "调整分项尾数，使分项之和等于合计": "largest_remainder"}
_UNITS_HELP = "部门汇总时登记，每行一个：编码、空格、名称"


_PLACE = Field("unit.place", "版式的地区", kind=Kind.CHOICE, choices=PLACES, help="决定表的次序与版式")
_MONEY_UNIT = Field("money_unit", "表中金额的单位", kind=Kind.CHOICE, choices=_UNITS)
_MIDYEAR = "绩效年中监控的截止日"
_SUBJECTS = Field("extra_subjects", "本地增设的科目", help=local_subjects.HELP)


def settings_fields(unit_year: UnitYear) -> list[Filled]:
    """The settings as fields."""
    stored = unit_year.settings
    unit = stored.get("unit", {})
    units = "\n".join(f"{each.get('code', '')} {each.get('name', '')}" for each in stored.get("units") or [])
    midyear = unit_year.midyear_day.isoformat() if unit_year.midyear_day else ""
    return [
        Filled(Field("unit.name", "单位全称", help="与公开的名称一字不差"), unit.get("name", "")),
        Filled(Field("unit.kind", "单位还是部门", kind=Kind.CHOICE, choices=_KINDS), unit.get("kind", "unit")),
        Filled(_PLACE, unit.get("place", "")),
        Filled(Field("unit.parent", "主管部门"), unit.get("parent", "")),
        Filled(Field("unit.code", "单位编码"), unit.get("code", "")),
        Filled(_MONEY_UNIT, stored.get("money_unit", "万元")),
        Filled(Field("rounding", "尾数", kind=Kind.CHOICE, choices=_ROUNDING), stored.get("rounding", "half_up")),
        Filled(Field("midyear_day", _MIDYEAR, kind=Kind.DAY, help=_midyear_help(unit_year.fiscal_year)), midyear),
        Filled(Field("units", "所属单位", help=_UNITS_HELP), units, lines=4),
        Filled(_SUBJECTS, local_subjects.shown(unit_year.extra_subjects), lines=4),
    ]


def _midyear_help(year: int) -> str:
    return f"如 {year}-06-30；填了之后“监控”里有绩效目标的红黄绿灯"


_COUNT_LABELS = {
    "abroad_groups": "因公出国（境）团组数", "abroad_persons": "因公出国（境）人次", "vehicles_bought": "公务用车购置数",
    "vehicles_kept": "公务用车保有量", "reception_batches": "国内公务接待批次", "reception_persons": "国内公务接待人次",
    "foreign_batches": "国（境）外接待批次", "foreign_persons": "国（境）外接待人次",
}  # fmt: skip
_PROCUREMENT_LABELS = {
    "goods": "货物", "works": "工程", "services": "服务", "small_medium": "授予中小企业合同金额", "micro": "其中：授予小微企业",
}  # fmt: skip
_SET_ASIDE_LABELS = {
    "small_medium_budget": "面向中小企业的预算", "micro_budget": "其中：面向小微企业的预算", "small_medium_won": "中小企业中标金额",
    "micro_won": "其中：小微企业中标金额", "other_won": "其他项目中小企业中标金额",
}  # fmt: skip
_STAFF_LABELS = {"posts": "编制人数", "employed": "在职人数", "retired": "离退休人数"}
_RUNNING = {"否": "false", "是（公用经费即机关运行经费）": "true"}


_EQUIPMENT = Field("equipment_over_million", "单价 100 万元（含）以上设备（台、套）", kind=Kind.NUMBER)
_RUNNING_COSTS = Field("running_costs", "是否行政单位或参公单位", kind=Kind.CHOICE, choices=_RUNNING)


SETTINGS_LABELS = {
    "unit.name": "单位全称", "unit.kind": "单位还是部门", "unit.place": _PLACE.label, "unit.parent": "主管部门", "unit.code": "单位编码",
    "money_unit": _MONEY_UNIT.label, "rounding": "尾数", "units": "所属单位",
}  # fmt: skip
SETTINGS_CHOICES = {
    key: {value: label for label, value in choices.items()}
    for key, choices in (("unit.kind", _KINDS), ("unit.place", PLACES), ("rounding", _ROUNDING))
}
ANNEX_LABELS = {
    **{f"three_public.{key}": label for key, label in _COUNT_LABELS.items()},
    **{f"procurement.{key}": f"政府采购：{label}" for key, label in _PROCUREMENT_LABELS.items()},
    **{f"set_aside.{key}": f"预留采购：{label}" for key, label in _SET_ASIDE_LABELS.items()},
    **{f"staff.{key}": label for key, label in _STAFF_LABELS.items()},
    "vehicles": "车辆（按用途）", _EQUIPMENT.key: _EQUIPMENT.label, _RUNNING_COSTS.key: _RUNNING_COSTS.label,
}  # fmt: skip


def annex_fields(unit_year: UnitYear) -> list[Filled]:
    """The annex as fields, in groups."""
    stored = unit_year.annex

    def group(key: str, kind: Any, labels: Mapping[str, str], title: str, help_text: str = "") -> list[Filled]:
        part = stored.get(key) or {}
        declared = [
            Field(f"{key}.{each.name}", labels[each.name], kind=Kind.NUMBER, help=help_text) for each in fields(kind)
        ]
        return [Filled(field, str(part.get(field.key.partition(".")[2], "")), group=title) for field in declared]

    vehicles = "\n".join(f"{each.get('use', '')} {each.get('count', '')}" for each in stored.get("vehicles") or [])
    assets = "车辆、设备和运行经费"
    running = str(stored.get("running_costs", "false"))
    equipment = str(stored.get("equipment_over_million", ""))
    return [
        *group("three_public", ThreePublicCounts, _COUNT_LABELS, "“三公”经费的批次、人次和车辆"),
        *group("procurement", Procurement, _PROCUREMENT_LABELS, "政府采购", "元"),
        *group("set_aside", SetAside, _SET_ASIDE_LABELS, "预留给中小企业的采购（上海）", "元"),
        *group("staff", Staff, _STAFF_LABELS, "人员"),
        Filled(Field("vehicles", "车辆（按用途）", help="每行一种：用途、空格、辆数"), vehicles, lines=3, group=assets),
        Filled(_EQUIPMENT, equipment, group=assets),
        Filled(_RUNNING_COSTS, running, group=assets),
    ]


def typed(known: Sequence[Filled], post: Mapping[str, str]) -> dict[str, str]:
    """What was typed, for the fields that there are."""
    return {each.key: post.get(each.key, "").replace("\r\n", "\n").replace("\x00", "").strip() for each in known}


def version_of(post: Mapping[str, str]) -> int:
    """The version that the form was made from."""
    text = post.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def with_errors(known: Sequence[Filled], values: Mapping[str, str], errors: Mapping[str, str]) -> list[Filled]:
    """The fields as typed with what is wrong."""
    return [replace(each, text=values[each.key], error=errors.get(each.key, "")) for each in known]


def with_theirs(known: Sequence[Filled], values: Mapping[str, str]) -> list[Filled]:
    """The fields as typed, with what is stored where that differs."""
    return [
        replace(each, text=values[each.key], theirs=each.text if each.text.strip() != values[each.key] else None)
        for each in known
    ]


def _pairs(text: str, first: str, second: str) -> list[dict[str, str]]:
    """Lines of two words as mappings."""
    rows = [line.split(None, 1) for line in text.splitlines() if line.strip()]
    return [{first: row[0], second: row[1].strip() if len(row) > 1 else ""} for row in rows]


def _reversed_pairs(text: str, first: str, second: str) -> list[dict[str, str]]:
    """Lines that end in a number as mappings: 应急保障用车 2."""
    rows = [line.strip().rsplit(None, 1) for line in text.splitlines() if line.strip()]
    return [{first: row[0], second: row[1] if len(row) > 1 else ""} for row in rows]


def store_settings(unit_year: UnitYear, person: User, version: int, values: Mapping[str, str]) -> None:
    """Stores settings and subjects. Raises NotEditable, Conflict, Wrong."""
    unit = {key.removeprefix("unit."): text for key, text in values.items() if key.startswith("unit.")}
    kept = {key: value for key, value in unit_year.settings.items() if key == "columns"}
    units = _pairs(values["units"], "code", "name")
    made: dict[str, Any] = {**kept, "unit": unit, "money_unit": values["money_unit"], "rounding": values["rounding"]}
    if units:
        made["units"] = units
    changes = {
        "settings": made,
        "extra_subjects": _subjects(values["extra_subjects"], unit_year),
        "midyear_day": _day(values, unit_year),
    }
    _store(unit_year, person, version, rules_for, **changes)


def _subjects(lines: str, unit_year: UnitYear) -> str:
    """The subjects as they are stored; untouched where the lines are. Raises Wrong."""
    if lines == local_subjects.shown(unit_year.extra_subjects).strip():
        return unit_year.extra_subjects
    try:
        return local_subjects.stored(lines)
    except ValueError as problem:
        raise Wrong({_SUBJECTS.key: str(problem)}) from None


def _day(values: Mapping[str, str], unit_year: UnitYear) -> date | None:
    """The mid-year day as typed. Raises Wrong."""
    text = values["midyear_day"]
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        raise Wrong({"midyear_day": f"不是日期；写作 {unit_year.fiscal_year}-06-30。"}) from None
    if day is not None and day.year != unit_year.fiscal_year:
        raise Wrong({"midyear_day": f"应在 {unit_year.fiscal_year} 年内。"})
    return day


_MONEY = ("procurement", "set_aside")


def store_annex(unit_year: UnitYear, person: User, version: int, values: Mapping[str, str]) -> None:
    """Stores the annex. Raises NotEditable, Conflict, Wrong."""
    made: dict[str, Any] = {}
    for key, text in values.items():
        group, dot, name = key.partition(".")
        if dot and text:
            made.setdefault(group, {})[name] = text if group in _MONEY else text.replace(",", "")
    vehicles = _reversed_pairs(values["vehicles"], "use", "count")
    if vehicles:
        made["vehicles"] = vehicles
    if values["equipment_over_million"]:
        made["equipment_over_million"] = values["equipment_over_million"]
    made["running_costs"] = values["running_costs"]
    _store(unit_year, person, version, _check_annex, annex=made)


def _check_annex(unit_year: UnitYear) -> None:
    annex_of(document("annex", unit_year.annex))


Check = Callable[[UnitYear], object]


@transaction.atomic
def _store(unit_year: UnitYear, person: User, version: int, check: Check, **changes: Any) -> None:
    current = changing(unit_year.pk, person)
    if current.version != version:
        raise Conflict(current.version)
    for name, value in changes.items():
        setattr(current, name, value)
    try:
        check(current)
    except ImportRejected as problem:
        raise Wrong(_by_field(problem)) from None
    UnitYear.objects.filter(pk=current.pk).update(version=F("version") + 1, **changes)


def store_words(unit_year: UnitYear, person: User, version: int, words: Mapping[str, Any], check: Check) -> None:
    """Stores the words. Raises NotEditable, Conflict, Wrong."""
    _store(unit_year, person, version, check, words=dict(words))


@transaction.atomic
def take_prior(unit_year: UnitYear, person: User, prior: Mapping[str, Any] | None) -> None:
    """Takes the closing of the year before as the prior year's. Raises NotEditable."""
    current = changing(unit_year.pk, person)
    UnitYear.objects.filter(pk=current.pk).update(prior=prior)


def _by_field(problem: ImportRejected) -> dict[str, str]:
    """The messages by field. Keys of lists (units[2].name) belong to the list's field, but words are told entry by entry."""
    found: dict[str, str] = {}
    for reject in problem.problems:
        value = f"“{reject.value}”" if reject.value else ""
        found.setdefault(_field_of(reject), f"{value}{in_workspace(reject.told)}")
    return found


def _field_of(reject: Problem) -> str:
    if reject.place.part == "words":
        return reject.field
    return "extra_subjects" if reject.place.part == "subjects" else reject.field.partition("[")[0]
