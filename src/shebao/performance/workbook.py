"""Performance data in an XLSX workbook: sheets 单位, 项目, 指标, 证据; the template is written here, the filled one read back."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from shebao.performance.model import Evidence, FormData, Indicator, PerformanceData, Where
from shebao.performance.records import EVIDENCE_KINDS, FORM_KEYS, INDICATOR_KEYS, Record, performance_data
from shebao.report.forms import FormKind
from shebao.workbooks import TooLarge, check_size

_MAX_BYTES, _MAX_ROWS = 20_000_000, 20_000
_MOST_TOLD = 8
_OVERALL = "（整体）"
_FORM_COLUMNS = tuple(key for key in FORM_KEYS if key != "指标")
_INDICATOR_COLUMNS = ("项目", *(key for key in INDICATOR_KEYS if key != "证据"))
_EVIDENCE_COLUMNS = ("项目", "指标", "类型", "出处", "日期", "提供人")
_UNIT_COLUMNS = ("单位", "年度", "地区", "年中截止日")
_WIDE = {"名称", "指标", "出处", "年度目标", "偏差原因", "改进措施", "理由", "目标", "实际", "项目"}
_HELP = (
    "一、“单位”表填一行；“项目”表每个项目一行，整体绩效自评表的“名称”填（整体）；“指标”表每个指标一行，“项目”列与“项目”表的名称相同。",
    "二、金额单位为万元；目标、实际照实填写，如 ≥95%、30万人次、2小时内、良好、2024年底前完成。",
    "三、定量指标自动计分；定性指标填“档次”（达成预期指标、部分达成预期指标并具有一定效果、未达成预期指标且效果较差）和“比例”，并写“理由”。",
    "四、“证据”表写明实际完成值的出处（查询语句、文件及单元格、文档）、日期和提供人。",
    "五、“历年”写作 2022=35万人次；2023=36万人次；“汇总自”填参与汇总的项目，以顿号分隔。",
    "六、填好后运行：shebao performance score 文件.xlsx",
)


def read_workbook(path: Path) -> PerformanceData:
    """The data of a filled template in a file. Raises DataError with sheet, row, column and reason."""
    return workbook_data(file_bytes(path), path.name)


def workbook_data(content: bytes, name: str) -> PerformanceData:
    """The data of a filled template. Raises DataError with sheet, row, column and reason."""
    sheets = _sheets(content, name)
    unit_rows = list(_records(sheets, "单位", _UNIT_COLUMNS, name))
    if len(unit_rows) != 1:
        raise Where(f"{name}“单位”表").wrong("not_one_unit", f"应填且只填一行，实有 {len(unit_rows)} 行。")
    forms = list(_records(sheets, "项目", _FORM_COLUMNS, name))
    indicators = list(_records(sheets, "指标", _INDICATOR_COLUMNS, name))
    evidence = list(_records(sheets, "证据", _EVIDENCE_COLUMNS, name)) if "证据" in sheets else []
    record: dict[str, Any] = {key: value for key, value in unit_rows[0].items() if value}
    _check_names(name, forms, indicators, evidence)
    made = [_form(form, indicators, evidence) for form in forms]
    record["整体"] = next((form for form, overall in made if overall), None)
    record["项目"] = [form for form, overall in made if not overall]
    return performance_data(record, name)


def _check_names(file: str, forms: Sequence[Record], indicators: Sequence[Record], evidence: Sequence[Record]) -> None:
    """Every row is of a form, and every evidence of an indicator: no row is left out. Raises DataError with all that are."""
    names = [form["名称"] for form in forms]
    wrong = [
        f"“项目”表中“{name}”有 {count} 行，应只有一行" for name, count in Counter(names).items() if name and count > 1
    ]
    wrong += [
        f"“{sheet}”表“{row[column]}”的项目“{row['项目']}”在“项目”表中没有"
        for sheet, column, rows in (("指标", "名称", indicators), ("证据", "指标", evidence))
        for row in rows
        if row["项目"] not in names
    ]
    known = {(row["项目"], row["名称"]) for row in indicators}
    wrong += [
        f"“证据”表的指标“{row['指标']}”在“指标”表的项目“{row['项目']}”中没有"
        for row in evidence
        if row["项目"] in names and (row["项目"], row["指标"]) not in known
    ]
    if wrong:
        more = f"；另有 {len(wrong) - _MOST_TOLD} 处" if len(wrong) > _MOST_TOLD else ""
        raise Where(file).wrong("unknown_names", f"{'；'.join(wrong[:_MOST_TOLD])}{more}；请核对名称。")


def _form(form: Record, indicators: Sequence[Record], evidence: Sequence[Record]) -> tuple[dict[str, Any], bool]:
    """One form's record, and whether it is the overall one."""
    name = form["名称"]
    own = []
    for item in indicators:
        if item["项目"] != name:
            continue
        found = [
            {key: e[key] for key in ("类型", "出处", "日期", "提供人")}
            for e in evidence
            if e["项目"] == name and e["指标"] == item["名称"]
        ]
        own.append({**{key: value for key, value in item.items() if key != "项目"}, "证据": found})
    overall = name in {_OVERALL, "(整体)", "整体"}
    return {**form, "名称": "" if overall else name, "指标": own}, overall


def file_bytes(path: Path) -> bytes:
    """The content of a file of performance data. Raises DataError."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise Where(path.name).wrong("unreadable", "没有这个文件；请核对路径。") from None
    except OSError as error:
        raise Where(path.name).wrong("unreadable", f"文件打不开（{error.strerror}）；请核对路径。") from None


def _sheets(content: bytes, name: str) -> dict[str, list[list[object]]]:
    from python_calamine import CalamineWorkbook

    where = Where(name)
    if len(content) > _MAX_BYTES:
        raise where.wrong("too_large", "文件超过 20 MB，不像绩效数据。")
    try:
        check_size(content)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except TooLarge as problem:
        raise where.wrong("too_large", str(problem)) from None
    except Exception as error:
        reason = f"不是可以读取的 XLSX 文件（{type(error).__name__}）；请用 Excel 另存为 .xlsx。"
        raise where.wrong("no_workbook", reason) from None


def is_data_workbook(content: bytes, name: str) -> bool:
    """Whether the workbook has the sheets of the data template (an official form has others). Raises DataError."""
    return {"单位", "项目", "指标"} <= set(_sheets(content, name))


def _records(sheets: dict[str, list[list[object]]], sheet: str, columns: Sequence[str], name: str) -> Iterator[Record]:
    rows = sheets.get(sheet)
    if rows is None:
        raise Where(name).wrong("no_sheet", f"没有“{sheet}”表；请用 shebao performance form --template 生成模板。")
    if len(rows) > _MAX_ROWS:
        raise Where(f"{name}“{sheet}”表").wrong("too_many", f"超过 {_MAX_ROWS} 行；请分成几个文件。")
    head = [str(cell).strip().rstrip("*") for cell in rows[0]] if rows else []
    unknown = [cell for cell in head if cell and cell not in columns]
    if unknown:
        reason = f"列“{unknown[0]}”不明；可用的列有 {'、'.join(columns)}。"
        raise Where(f"{name}“{sheet}”表").wrong("unknown_column", reason)
    for row in rows[1:]:
        values = {key: _cell(value) for key, value in zip(head, row, strict=False) if key}
        if any(values.values()):
            yield {key: values.get(key, "") for key in columns}


def _cell(value: object) -> str:
    """A cell as text: whole numbers without .0, shares of formatted percentages stay fractions."""
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float):
        return f"{Decimal(repr(value)).normalize():f}"
    return str(value).strip()


def write_workbook(path: Path, data: PerformanceData | None = None) -> None:
    """Writes the data, or the empty template, as a workbook. Raises OSError."""
    path.write_bytes(data_workbook(data))


def data_workbook(data: PerformanceData | None = None) -> bytes:
    """A workbook with the data, or the empty template: heads, widths, choices, and a sheet of instructions."""
    import xlsxwriter

    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bg_color": "#DDE7F3", "border": 1, "text_wrap": True, "valign": "vcenter"})
    body = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    for sheet, columns, rows in (
        ("单位", _UNIT_COLUMNS, _unit_rows(data)),
        ("项目", _FORM_COLUMNS, _form_rows(data)),
        ("指标", _INDICATOR_COLUMNS, _indicator_rows(data)),
        ("证据", _EVIDENCE_COLUMNS, _evidence_rows(data)),
    ):
        page = book.add_worksheet(sheet)
        page.freeze_panes(1, 0)
        for number, column in enumerate(columns):
            page.write_string(0, number, column, head)
            page.set_column(number, number, 28 if column in _WIDE else 12, body)
        for number, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                if value:
                    page.write_string(number, place, value, body)
        _choices(page, columns)
    page = book.add_worksheet("说明")
    page.set_column(0, 0, 110, body)
    for number, line in enumerate(_HELP):
        page.write_string(number, 0, line, body)
    book.close()
    return content.getvalue()


def _choices(page: Any, columns: Sequence[str]) -> None:
    lists = {
        "方向": ["正向", "反向"],
        "类型": list(EVIDENCE_KINDS),
        "档次": ["达成预期指标", "部分达成预期指标并具有一定效果", "未达成预期指标且效果较差"],
        "一级": ["产出指标", "效益指标", "满意度指标", "成本指标"],
    }
    for column, choices in lists.items():
        if column in columns:
            at = columns.index(column)
            page.data_validation(1, at, 2000, at, {"validate": "list", "source": choices, "error_type": "warning"})


def _unit_rows(data: PerformanceData | None) -> list[list[str]]:
    if data is None:
        return []
    return [[data.unit, str(data.year), data.place, data.midyear_day.isoformat() if data.midyear_day else ""]]


def _form_rows(data: PerformanceData | None) -> list[list[str]]:
    return [[_form_value(form, key) for key in _FORM_COLUMNS] for form in (data.forms if data else ())]


def _name(form: FormData) -> str:
    return _OVERALL if form.kind is FormKind.OVERALL else form.name


def _form_value(form: FormData, key: str) -> str:
    values: dict[str, object] = {
        "名称": _name(form), "主管部门": form.department, "实施单位": form.unit, "填报日期": form.filled_on, "年度目标": form.objective,
        "项目类别": form.category, "项目属性": form.attribute, "项目类型": form.type, "年初预算数": form.budget.initial,
        "全年预算数": form.budget.adjusted, "执行数": form.budget.spent, "年中执行数": form.budget.spent_midyear,
        "基本支出": form.basic, "项目支出": form.project, "绩效指标分值": form.indicator_weight, "执行率分值": form.execution_weight, "小数位": form.decimals,
        "偏差原因": form.reasons, "改进措施": form.measures, "执行率得分": form.printed_execution, "总分": form.printed_total,
    }  # fmt: skip
    if key == "分值标注":
        return "；".join(f"{'/'.join(path)}={weight}" for path, weight in form.groups.items())
    if key == "目标分值":
        return "；".join(f"{n}={'' if weight is None else weight}={text}" for n, (weight, text) in form.goals.items())
    value = values[key]
    return "" if value is None else str(value)


def _indicator_rows(data: PerformanceData | None) -> list[list[str]]:
    return [
        [_name(form), *(_indicator_value(item, key) for key in _INDICATOR_COLUMNS[1:])]
        for form in (data.forms if data else ())
        for item in form.indicators
    ]


def _indicator_value(item: Indicator, key: str) -> str:
    values: dict[str, object] = {
        "所属目标": item.goal, "一级": item.level_one, "二级": item.level_two, "名称": item.name, "分值": item.weight,
        "目标": item.target, "实际": item.actual, "方向": item.direction, "档次": item.band,
        "比例": None if item.share is None else f"{(item.share * 100).normalize():f}%", "理由": item.reason, "得分": item.printed,
        "年中完成": item.midyear.actual if item.midyear else "", "年中预计": item.midyear.forecast if item.midyear else "",
        "历年": "；".join(f"{year}={actual}" for year, actual in item.history.items()), "汇总自": "、".join(item.gathered),
    }  # fmt: skip
    value = values[key]
    return "" if value is None else str(value)


def _evidence_rows(data: PerformanceData | None) -> list[list[str]]:
    return [
        [_name(form), item.name, *_evidence_row(evidence)]
        for form in (data.forms if data else ())
        for item in form.indicators
        for evidence in item.evidence
    ]


def _evidence_row(evidence: Evidence) -> list[str]:
    return [evidence.kind, evidence.place, evidence.day.isoformat() if evidence.day else "", evidence.person]
