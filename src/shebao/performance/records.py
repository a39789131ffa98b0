"""Records of performance data (mappings of Chinese keys to texts) as typed values, whatever file they come from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from shebao.fields import values
from shebao.fields.problem import Wrong
from shebao.performance.model import (
    Budget,
    Evidence,
    FormData,
    Indicator,
    MidYear,
    PerformanceData,
    Where,
)
from shebao.report.forms import FormKind

Record = Mapping[str, Any]

TOP_KEYS = ("单位", "年度", "地区", "年中截止日", "整体", "项目")
FORM_KEYS = (
    "名称", "主管部门", "实施单位", "填报日期", "年度目标", "项目类别", "项目属性", "项目类型", "年初预算数", "全年预算数", "执行数",
    "年中执行数", "基本支出", "项目支出", "执行率分值", "绩效指标分值", "分值标注", "目标分值", "小数位", "指标", "偏差原因", "改进措施", "执行率得分", "总分",
)  # fmt: skip
INDICATOR_KEYS = (
    "所属目标", "一级", "二级", "名称", "分值", "目标", "实际", "方向", "档次", "比例", "理由", "得分", "年中完成", "年中预计", "历年", "汇总自", "证据",
)  # fmt: skip
EVIDENCE_KEYS = ("类型", "出处", "日期", "提供人")
EVIDENCE_KINDS = ("查询", "文件", "文档", "系统")
_EXPONENT = re.compile(r"-?\d+(?:\.\d+)?[eE][+-]?\d{1,2}")
_MOST_WHOLE = 999_999
T = TypeVar("T")
_MAX_ROWS = 2000


def check_keys(record: object, known: Sequence[str], where: Where) -> Record:
    """The record as a mapping of known keys. Raises DataError with the unknown key and what was meant."""
    if not isinstance(record, Mapping):
        raise where.wrong("not_a_mapping", "应是“键: 值”的形式。")
    for key in record:
        if key not in known:
            raise where.wrong("unknown_key", f"“{key}”不是可用的键；可用的有 {'、'.join(known)}。")
    return record


def text(record: Record, key: str) -> str:
    """The value of a key as text, '' where absent."""
    value = record.get(key)
    return "" if value is None else str(value).strip()


def number(record: Record, key: str, where: Where) -> Decimal | None:
    """The value of a key as a number, None where blank; 万元 and thousands separators allowed. Raises DataError."""
    return _value(record, key, where, _number, "应是数字")


def _number(written: str) -> Decimal:
    clean = re.sub(r"(万元|分)$", "", written).strip()
    return Decimal(clean) if _EXPONENT.fullmatch(clean) else values.number(clean)


def share(record: Record, key: str, where: Where) -> Decimal | None:
    """The value of a key as a share 0…1, written as a percentage (90%, 90) or a fraction (0.9). Raises DataError."""
    return _value(record, key, where, values.share, "应在 0～100% 之间")


def whole(record: Record, key: str, where: Where) -> int | None:
    """The value of a key as a whole number, None where blank. Raises DataError."""
    return _value(record, key, where, _whole, "应是整数")


def _whole(written: str) -> int:
    return values.whole(re.sub(r"年度?$", "", written), 0, _MOST_WHOLE)


def day(record: Record, key: str, where: Where) -> date | None:
    """The value of a key as a date (2024-06-30, 2024年6月30日), None where blank. Raises DataError."""
    return _value(record, key, where, values.day, "应是日期（如 2024-06-30）")


def _value(record: Record, key: str, where: Where, parse: Callable[[str], T], expected: str) -> T | None:
    written = text(record, key)
    if not written:
        return None
    try:
        return parse(written)
    except Wrong as wrong:
        raise where.wrong(wrong.code, f"“{key}”{expected}，实为“{written}”。") from None


def performance_data(record: object, source: str = "") -> PerformanceData:
    """The data that a record says; `source` is the file that it stood in. Raises DataError with file, place, key and reason."""
    where = Where(source)
    top = check_keys(record, TOP_KEYS, where)
    unit, year = text(top, "单位"), whole(top, "年度", where)
    if not unit:
        raise where.wrong("missing", "“单位”没有填写。")
    if year is None or not 2000 <= year <= 2100:
        raise where.wrong("not_a_year", "“年度”应是四位年份，如 2024。")
    context = (unit, year, text(top, "地区"))
    overall = top.get("整体")
    projects = rows(top.get("项目"), where.of("项目"))
    return PerformanceData(
        unit=unit,
        year=year,
        place=context[2],
        overall=form_data(overall, FormKind.OVERALL, context, where.of("整体")) if overall else None,
        projects=tuple(
            form_data(each, FormKind.PROJECT, context, where.of(f"项目 {n}")) for n, each in enumerate(projects, 1)
        ),
        source=source,
        midyear_day=day(top, "年中截止日", where),
    )


def rows(value: object, where: Where) -> Sequence[object]:
    """A list of records; [] for nothing. Raises DataError."""
    if value is None or value == "":
        return []
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise where.wrong("not_a_list", "应是列表（每项以“- ”开头）。")
    if len(value) > _MAX_ROWS:
        raise where.wrong("too_many", f"有 {len(value)} 项，超过 {_MAX_ROWS} 项；请分成几个文件。")
    return value


def form_data(record: object, kind: FormKind, context: tuple[str, int, str], where: Where) -> FormData:
    """One form from its record. Raises DataError."""
    unit, year, place = context
    form = check_keys(record, FORM_KEYS, where)
    name = text(form, "名称") or (unit if kind is FormKind.OVERALL else "")
    if not name:
        raise where.wrong("missing", "“名称”没有填写。")
    where = where.of(f"“{name}”")
    indicators = rows(form.get("指标"), where.at("指标"))
    if not indicators:
        raise where.wrong("missing", "“指标”没有填写；每张表至少一个指标。")
    return FormData(
        kind=kind,
        name=name,
        unit=text(form, "实施单位") or unit,
        year=year,
        budget=Budget(
            number(form, "年初预算数", where),
            number(form, "全年预算数", where),
            number(form, "执行数", where),
            number(form, "年中执行数", where),
        ),
        indicators=tuple(indicator(each, where.row(n)) for n, each in enumerate(indicators, 1)),
        place=place,
        department=text(form, "主管部门"),
        filled_on=text(form, "填报日期"),
        objective=text(form, "年度目标"),
        category=text(form, "项目类别"),
        attribute=text(form, "项目属性"),
        type=text(form, "项目类型"),
        basic=number(form, "基本支出", where),
        project=number(form, "项目支出", where),
        groups=groups(form.get("分值标注"), where.at("分值标注")),
        goals=goals(form.get("目标分值"), where.at("目标分值")),
        indicator_weight=number(form, "绩效指标分值", where),
        execution_weight=number(form, "执行率分值", where),
        decimals=_decimals(form, where),
        reasons=text(form, "偏差原因"),
        measures=text(form, "改进措施"),
        printed_execution=number(form, "执行率得分", where),
        printed_total=number(form, "总分", where),
    )


def _decimals(form: Record, where: Where) -> int:
    places = whole(form, "小数位", where)
    if places is not None and places > 4:
        raise where.wrong("decimals_out_of_range", "“小数位”应在 0～4 之间。")
    return 2 if places is None else places


def groups(value: object, where: Where) -> dict[tuple[str, ...], Decimal]:
    """Stated weights of headings: `产出指标: 40`, `产出指标/数量指标: 20`; in a cell 产出指标=40；产出指标/数量指标=20.

    Raises DataError.
    """
    if isinstance(value, str) and value.strip():
        pairs = [part.partition("=") for part in re.split(r"[;；]", value) if part.strip()]
        value = {name.strip(): points.strip() for name, _, points in pairs}
    if not value:
        return {}
    if not isinstance(value, Mapping):
        raise where.wrong("not_a_mapping", "应是“一级指标: 分值”或“一级指标/二级指标: 分值”。")
    found = {}
    for key in value:
        stated = number(value, key, where)
        if stated is not None:
            found[tuple(part.strip() for part in str(key).split("/"))] = stated
    return found


def goals(value: object, where: Where) -> dict[int, tuple[Decimal | None, str]]:
    """Stated weights and texts of annual goals: `- {序号: 1, 分值: 20, 内容: …}`; in a cell 1=20=内容；2=20=内容. Raises DataError."""
    if isinstance(value, str) and value.strip():
        parts = [part.split("=", 2) for part in re.split(r"[;；]", value) if part.strip()]
        value = [dict(zip(("序号", "分值", "内容"), part, strict=False)) for part in parts]
    found: dict[int, tuple[Decimal | None, str]] = {}
    for number_of, each in enumerate(rows(value, where), 1):
        record = check_keys(each, ("序号", "分值", "内容"), where.at(str(number_of)))
        goal = whole(record, "序号", where) or number_of
        found[goal] = (number(record, "分值", where), text(record, "内容"))
    return found


def indicator(record: object, where: Where) -> Indicator:
    """One indicator from its record. Raises DataError."""
    item = check_keys(record, INDICATOR_KEYS, where)
    name, weight = text(item, "名称"), number(item, "分值", where)
    if not name:
        raise where.wrong("missing", "“名称”没有填写。")
    where = where.at(f"“{name}”")
    if weight is None:
        raise where.wrong("missing", "“分值”没有填写；每个指标都要有权重。")
    direction = text(item, "方向").removesuffix("指标")
    if direction not in {"", "正向", "反向"}:
        raise where.wrong("not_allowed", f"“方向”应为正向或反向，实为“{direction}”。")
    midyear, forecast = text(item, "年中完成"), text(item, "年中预计")
    return Indicator(
        level_one=heading(text(item, "一级")),
        level_two=heading(text(item, "二级")),
        name=name,
        weight=weight,
        target=text(item, "目标"),
        actual=text(item, "实际"),
        direction=direction,
        band=text(item, "档次"),
        share=share(item, "比例", where),
        reason=text(item, "理由"),
        goal=whole(item, "所属目标", where),
        printed=number(item, "得分", where),
        evidence=evidence(item.get("证据"), where.at("证据")),
        midyear=MidYear(midyear, forecast) if midyear or forecast else None,
        history=history(item.get("历年"), where.at("历年")),
        gathered=_names(item.get("汇总自")),
    )


def heading(name: str) -> str:
    """产出 or 产出指标 as 产出指标."""
    return name if not name or name.endswith("指标") else f"{name}指标"


def _names(value: object) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    parts = re.split(r"[、,，;；]", value) if isinstance(value, str) else [str(part) for part in value]  # type: ignore[attr-defined]
    return tuple(part.strip() for part in parts if part.strip())


def evidence(value: object, where: Where) -> tuple[Evidence, ...]:
    """A list of evidence; one may be written as a text: 文件：path. Raises DataError."""
    if isinstance(value, str) and value.strip():
        value = [value]
    found = []
    for number_of, each in enumerate(rows(value, where), 1):
        here = where.at(str(number_of))
        if isinstance(each, str):
            kind, mark, place = each.partition("：")
            each = {"类型": kind, "出处": place} if mark and kind in EVIDENCE_KINDS else {"类型": "文件", "出处": each}
        record = check_keys(each, EVIDENCE_KEYS, here)
        kind = text(record, "类型") or "文件"
        if kind not in EVIDENCE_KINDS:
            raise here.wrong("not_allowed", f"“类型”应为 {'、'.join(EVIDENCE_KINDS)} 之一，实为“{kind}”。")
        if not text(record, "出处"):
            raise here.wrong("missing", "“出处”没有填写。")
        found.append(Evidence(kind, text(record, "出处"), day(record, "日期", here), text(record, "提供人")))
    return tuple(found)


def history(value: object, where: Where) -> dict[int, str]:
    """Actuals of earlier years: `2022: 35万人次`, or 2022=35万人次；2023=36万人次. Raises DataError."""
    if isinstance(value, str) and value.strip():
        pairs = [part.partition("=") for part in re.split(r"[;；]", value) if part.strip()]
        value = {year.strip(): actual.strip() for year, _, actual in pairs}
    if not value:
        return {}
    if not isinstance(value, Mapping):
        raise where.wrong("not_a_mapping", "应是“年份: 完成值”。")
    found = {}
    for year in value:
        if not re.fullmatch(r"(19|20)\d{2}", str(year)):
            raise where.wrong("not_a_year", f"“{year}”应是四位年份。")
        found[int(str(year))] = text(value, year)
    return found
