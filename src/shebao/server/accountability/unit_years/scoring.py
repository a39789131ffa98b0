"""Self-evaluation forms as people edit them: records from fields and back, live scores, official files in and out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import QueryDict

from shebao.performance import (
    DataError,
    PerformanceData,
    ScoredForm,
    data_workbook,
    forms_docx,
    forms_xlsx,
    score,
    summary_problems,
)
from shebao.performance.records import performance_data
from shebao.report.forms import FormKind
from shebao.server.accountability.unit_years.changes import Conflict, changing
from shebao.server.accountability.unit_years.form_amounts import of_last_year
from shebao.server.accountability.unit_years.form_files import Forms, Question, forms_apart
from shebao.server.accountability.unit_years.models import PerformanceForm, UnitYear
from shebao.server.accountability.unit_years.stored import performance_record

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User

MOST_INDICATORS = 300
HEAD = (
    ("名称", "名称"), ("主管部门", "主管部门"), ("实施单位", "实施单位"), ("填报日期", "填报日期"), ("项目类别", "项目类别"),
    ("项目属性", "项目属性"), ("项目类型", "项目类型"),
)  # fmt: skip
MONEY = (
    ("年初预算数", "年初预算数（万元）"), ("全年预算数", "全年预算数（万元）"), ("执行数", "执行数（万元）"), ("年中执行数", "年中执行数（万元）"),
)  # fmt: skip
OVERALL_MONEY = (("基本支出", "基本支出（万元）"), ("项目支出", "项目支出（万元）"))
POINTS = (("执行率分值", "预算执行率分值"), ("绩效指标分值", "绩效指标分值"), ("小数位", "得分小数位"))
TEXTS = (("年度目标", "年度绩效目标"), ("偏差原因", "偏差大或目标未完成的原因"), ("改进措施", "改进措施及结果应用"))
MAIN = ("一级", "二级", "名称", "分值", "目标", "实际")
MORE = ("方向", "档次", "比例", "理由", "得分", "年中完成", "年中预计", "历年", "汇总自", "所属目标")
PRINTED = (
    ("分值标注", "分值标注", "如 产出指标=40；产出指标/数量指标=20"), ("目标分值", "年度绩效目标的分值", "如 1=20=确保就业稳定；2=20=提高保障水平"),
    ("执行率得分", "填列的执行率得分", "核对用，不填按规则算"), ("总分", "填列的总分", "核对用，不填按规则算"),
)  # fmt: skip
LEVEL_ONE = ("产出", "效益", "满意度", "成本")
BANDS = ("达成预期指标", "部分达成预期指标并具有一定效果", "未达成预期指标且效果较差")
_EVIDENCE = ("类型", "出处", "日期", "提供人")
_GOAL = ("序号", "分值", "内容")


@dataclass(frozen=True, slots=True)
class Scores:
    """Live scores of one form, or the message why there are none."""

    scored: ScoredForm | None
    problem: str = ""
    row: int | None = None


def fields_of(kind: str) -> list[tuple[str, str]]:
    """The fields of a form's head that are one line, with their captions."""
    overall = OVERALL_MONEY if kind == FormKind.OVERALL else ()
    return [*HEAD, *MONEY, *overall, *POINTS]


def text_of(value: Any) -> str:
    """A stored value as a person edits it: lists of names with 、, history as 2022=35；2023=36, goals as 1=20=内容."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return "；".join(f"{key}={each}" for key, each in value.items())
    if isinstance(value, list) and all(isinstance(each, Mapping) for each in value):
        return "；".join("=".join(str(each.get(key, "")) for key in _GOAL) for each in value)
    if isinstance(value, list):
        return "、".join(str(each) for each in value)
    return str(value)


def evidence_text(value: Any) -> str:
    """Evidence as lines: 类型：出处；日期；提供人."""
    lines = []
    for each in [value] if isinstance(value, str) and value else value or []:
        if isinstance(each, Mapping):
            kind, *rest = (str(each.get(key, "") or "") for key in _EVIDENCE)
            lines.append(f"{kind or '文件'}：{'；'.join(rest).rstrip('；')}")
        else:
            lines.append(str(each))
    return "\n".join(lines)


def _evidence(text: str) -> list[dict[str, str]]:
    found = []
    for line in text.splitlines():
        kind, mark, rest = line.strip().partition("：")
        if not line.strip():
            continue
        parts = [part.strip() for part in (rest if mark else kind).split("；")]
        found.append({"类型": kind.strip() if mark else "文件", **dict(zip(_EVIDENCE[1:], parts, strict=False))})
    return found


def record_of(post: QueryDict, stored: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """The record of a form as typed; what the page does not show is kept as it is stored."""
    record = dict(stored)
    for key, _caption in (*fields_of(kind), *TEXTS):
        _set(record, key, post.get(key, ""))
    for key, _caption, _help in PRINTED:
        if key in post and _clean(post[key]) != text_of(stored.get(key)):
            _set(record, key, post[key])
    before = list(stored.get("指标") or [])
    columns = {key: post.getlist(f"i.{key}") for key in (*MAIN, *MORE, "证据", "was")}
    rows = []
    for number in range(min(len(columns["名称"]), MOST_INDICATORS)):
        own = {key: values[number] if number < len(values) else "" for key, values in columns.items()}
        if not any(own[key].strip() for key in MAIN):
            continue
        was = int(own["was"]) if own["was"].isdecimal() and int(own["was"]) < len(before) else None
        rows.append(_indicator(own, before[was] if was is not None else {}))
    record["指标"] = rows
    return record


def _indicator(typed: Mapping[str, str], stored: Mapping[str, Any]) -> dict[str, Any]:
    made = dict(stored)
    for key in (*MAIN, *MORE):
        if text_of(stored.get(key)) != _clean(typed[key]):
            _set(made, key, typed[key])
    if evidence_text(stored.get("证据")) != _clean(typed["证据"], lines=True):
        _set(made, "证据", "")
        found = _evidence(_clean(typed["证据"], lines=True))
        if found:
            made["证据"] = found
    return made


def _clean(text: str, *, lines: bool = False) -> str:
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()[:5000]
    return text if lines else " ".join(text.split())


def _set(record: dict[str, Any], key: str, text: str) -> None:
    cleaned = _clean(text, lines=key in dict(TEXTS))
    if cleaned:
        record[key] = cleaned
    else:
        record.pop(key, None)


def data_with(unit_year: UnitYear, form: PerformanceForm, record: Mapping[str, Any]) -> PerformanceData:
    """The unit's performance data with that record in the form's place. Raises DataError."""
    return performance_data(performance_record(unit_year, {form.pk: record}))


def live(unit_year: UnitYear, form: PerformanceForm, record: Mapping[str, Any]) -> Scores:
    """The scores of a form as it is typed now."""
    try:
        scored = score(data_with(unit_year, form, record))
    except DataError as problem:
        return Scores(None, problem.in_form, problem.where.indicator)
    forms = sorted(unit_year.performance_forms.all(), key=lambda each: each.kind != FormKind.OVERALL)
    return Scores(scored[[each.pk for each in forms].index(form.pk)])


@transaction.atomic
def store(unit_year: UnitYear, person: User, form_id: int, version: int, record: Mapping[str, Any]) -> PerformanceForm:
    """Stores a form. Raises NotEditable, DoesNotExist, Conflict, DataError."""
    current = changing(unit_year.pk, person)
    form = current.performance_forms.select_for_update().get(pk=form_id)
    if form.version != version:
        raise Conflict(form)
    data_with(current, form, record)
    form.data, form.name, form.version = dict(record), str(record.get("名称", ""))[:200], form.version + 1
    form.save()
    return form


@transaction.atomic
def add(unit_year: UnitYear, person: User, kind: str, name: str) -> PerformanceForm:
    """A new form with the indicators of last year's, or with the headings that every form has. Raises NotEditable."""
    current = changing(unit_year.pk, person)
    rows = [
        {"一级": one, "二级": two, "名称": "", "分值": "", "目标": "", "实际": ""}
        for one, two in (
            ("产出", "数量"),
            ("产出", "质量"),
            ("产出", "时效"),
            ("效益", "社会效益"),
            ("满意度", "服务对象满意度"),
        )
    ]
    last = current.performance_forms.order_by("-position").values_list("position", flat=True).first()
    data = of_last_year(current, kind, name) or {
        "名称": name,
        "指标": [{**row, "名称": f"{row['二级']}指标", "分值": "16"} for row in rows],
    }
    return PerformanceForm.objects.create(
        unit_year=current, kind=kind, name=name, position=(last or 0) + 1, data={k: v for k, v in data.items() if v}
    )


@transaction.atomic
def remove(unit_year: UnitYear, person: User, form_id: int, version: int) -> None:
    """Deletes a form. Raises NotEditable, DoesNotExist, Conflict."""
    current = changing(unit_year.pk, person)
    form = current.performance_forms.get(pk=form_id)
    if form.version != version:
        raise Conflict(form)
    form.delete()


@transaction.atomic
def take_over(unit_year: UnitYear, person: User, found: Forms) -> int:
    """Replaces all forms by those of a file; returns how many. Raises NotEditable."""
    current = changing(unit_year.pk, person)
    current.performance_forms.all().delete()
    for position, (kind, record) in enumerate(found.records):
        name = record.get("名称", "")[:200]
        PerformanceForm.objects.create(unit_year=current, kind=kind, name=name, position=position, data=record)
    if found.midyear_day:
        UnitYear.objects.filter(pk=current.pk).update(midyear_day=found.midyear_day)
    return len(found.records)


def read_file(path: str, name: str, unit_year: UnitYear) -> Forms:
    """The forms of a filled template, or of official forms in any format that can be read. Raises DataError."""
    place = unit_year.settings.get("unit", {}).get("place", "")
    return forms_apart(Question(path, name, unit_year.organisation.name, unit_year.fiscal_year, place))


def file_of(unit_year: UnitYear, kind: str) -> bytes:
    """All forms as a file: `xlsx` and `docx` the official forms, `data` the workbook to fill in. Raises DataError."""
    record = performance_record(unit_year)
    data = performance_data(record) if record["整体"] or record["项目"] else None
    if kind == "data":
        return data_workbook(data)
    if data is None:
        raise DataError("no_form", "还没有绩效自评表。")
    return (forms_docx if kind == "docx" else forms_xlsx)(score(data))


def between(unit_year: UnitYear) -> Sequence[str]:
    """Problems between the forms, as text."""
    try:
        return [problem.text for problem in summary_problems(performance_data(performance_record(unit_year)))]
    except DataError:
        return []
