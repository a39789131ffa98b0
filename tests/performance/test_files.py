"""Data in YAML and XLSX, official forms in XLSX and DOCX written and read back, bad files."""

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from shebao.auditing.context import Context
from shebao.auditing.registry import all_rules
from shebao.auditing.verdicts import Severity, Violated
from shebao.performance import (
    DataError,
    FormData,
    PerformanceData,
    performance_data,
    read_workbook,
    read_yaml,
    score,
    to_form,
    write_docx,
    write_workbook,
    write_xlsx,
)
from shebao.reading.report import read_file
from shebao.report import Identity, Report

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "performance"
CYCLE = EXAMPLES / "cycle-2024.yaml"
CENTRE = EXAMPLES / "social-insurance-centre-2023.yaml"
DISTRICT = EXAMPLES / "district-bureau-2021.yaml"


@pytest.mark.parametrize("path", [CYCLE, CENTRE, DISTRICT], ids=lambda path: path.stem)
def test_data_round_trips_through_the_workbook(path: Path, tmp_path: Path) -> None:
    data = read_yaml(path)
    write_workbook(tmp_path / "data.xlsx", data)
    back = read_workbook(tmp_path / "data.xlsx")
    assert replace(back, source="") == replace(data, source="")


def test_the_empty_template_says_what_is_missing(tmp_path: Path) -> None:
    write_workbook(tmp_path / "template.xlsx")
    with pytest.raises(DataError, match="“单位”表：应填且只填一行"):
        read_workbook(tmp_path / "template.xlsx")


def essence(form: FormData) -> tuple[object, ...]:
    return (
        form.kind, form.name, form.budget.base, form.budget.spent, form.basic, form.project, form.reasons, form.measures,
        tuple(
            (i.goal, i.level_one, i.level_two, i.name, i.weight, i.target.replace(" ", ""), i.actual.replace(" ", ""))
            for i in form.indicators
        ),
    )  # fmt: skip


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
@pytest.mark.parametrize("path", [CYCLE, CENTRE, DISTRICT], ids=lambda path: path.stem)
@pytest.mark.parametrize("place", ["wuhan", "national"])
def test_official_forms_are_read_back(path: Path, suffix: str, place: str, tmp_path: Path) -> None:
    data = read_yaml(path)
    if place == "national":
        data = national(data)
    scored = score(data)
    written = tmp_path / f"forms.{suffix}"
    (write_xlsx if suffix == "xlsx" else write_docx)(written, scored)
    report = read_file(written).report
    back = performance_data(report.forms, data.unit, data.year, data.place, written.name)
    if place == "national":
        assert [form.name for form in back.forms] == [form.name for form in data.forms]
        assert [len(form.indicators) for form in back.forms] == [len(form.indicators) for form in data.forms]
    else:
        originals = [each.form for each in scored]
        assert [essence(form) for form in back.forms] == [essence(form) for form in originals]
    assert [each.total for each in score(back)] == [each.total for each in scored]


def national(data: PerformanceData) -> PerformanceData:
    """The same forms in another place: goals and stated weights belong to the Hubei layout."""

    def plain(form: FormData) -> FormData:
        items = tuple(replace(item, goal=None) for item in form.indicators)
        return replace(form, goals={}, groups={}, indicators=items, place="上海")

    overall = plain(data.overall) if data.overall else None
    return replace(
        data, place="上海", unit="某区中心", overall=overall, projects=tuple(plain(form) for form in data.projects)
    )


def findings(report: Report) -> list[str]:
    return [
        f"{rule.code} {verdict.message}"
        for rule in all_rules()
        if rule.family == "P" or rule.code.startswith("X5")
        for verdict in rule.check(Context(report))
        if isinstance(verdict, Violated) and (verdict.severity or rule.severity) is not Severity.INFO
    ]


@pytest.mark.parametrize("path", [CYCLE, CENTRE], ids=lambda path: path.stem)
def test_forms_that_are_computed_pass_the_audit(path: Path) -> None:
    data = read_yaml(path)
    forms = tuple(to_form(each) for each in score(data))
    identity = Identity(data.unit, "unit", "wuhan", data.year, "万元")
    report = Report(identity, (), (), (), (), (), forms, (), (), (), (), ())
    assert findings(report) == []


BAD = {
    "键": ("单位: 甲\n年度: 2024\n部门: 乙\n", "“部门”不是可用的键"),
    "年度": ("单位: 甲\n年度: 二四\n", "“年度”应是整数"),
    "无单位": ("年度: 2024\n", "“单位”没有填写"),
    "无指标": ("单位: 甲\n年度: 2024\n项目:\n- {名称: 乙}\n", "“指标”没有填写"),
    "无分值": ("单位: 甲\n年度: 2024\n项目:\n- {名称: 乙, 指标: [{名称: 丙}]}\n", "指标 1 “丙”：“分值”没有填写"),
    "坏数字": (
        "单位: 甲\n年度: 2024\n项目:\n- {名称: 乙, 执行数: 很多, 指标: [{名称: 丙, 分值: 1}]}\n",
        "“执行数”应是数字，实为“很多”",
    ),
    "无穷": (
        "单位: 甲\n年度: 2024\n项目:\n- {名称: 乙, 执行数: .inf, 指标: [{名称: 丙, 分值: 1}]}\n",
        "“执行数”应是数字",
    ),
    "坏方向": (
        "单位: 甲\n年度: 2024\n项目:\n- {名称: 乙, 指标: [{名称: 丙, 分值: 1, 方向: 上}]}\n",
        "“方向”应为正向或反向",
    ),
    "坏日期": ("单位: 甲\n年度: 2024\n年中截止日: 2024-13-01\n", "“年中截止日”应是日期"),
    "坏证据": (
        "单位: 甲\n年度: 2024\n项目:\n- {名称: 乙, 指标: [{名称: 丙, 分值: 1, 证据: [{类型: 口头, 出处: x}]}]}\n",
        "“类型”应为",
    ),
    "坏历年": (
        "单位: 甲\n年度: 2024\n项目:\n- {名称: 乙, 指标: [{名称: 丙, 分值: 1, 历年: {去年: 3}}]}\n",
        "应是四位年份",
    ),
    "语法": ("单位: [甲\n", "不是合法的 YAML"),
    "引用": ("a: &a [1]\n单位: *a\n", "不支持 YAML 引用"),
    "嵌套": ("a: " + "[" * 30 + "]" * 30, "嵌套超过"),
    "列表": ("- 甲\n", "应是“键: 值”的形式"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_yaml_gets_one_message_with_place_and_reason(name: str, tmp_path: Path) -> None:
    text, message = BAD[name]
    path = tmp_path / "坏.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(DataError) as caught:
        read_yaml(path)
    assert message in str(caught.value)
    assert str(caught.value).startswith("坏.yaml")


def test_unreadable_files_get_one_message(tmp_path: Path) -> None:
    binary = tmp_path / "x.yaml"
    binary.write_bytes(b"\xff\xfe\x00\x80")
    broken = tmp_path / "x.xlsx"
    broken.write_bytes(b"not a workbook")
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b"0" * 210_000_000)
    with pytest.raises(DataError, match="UTF-8"):
        read_yaml(binary)
    with pytest.raises(DataError, match="打不开"):
        read_yaml(tmp_path / "none.yaml")
    for path in (broken, bomb, tmp_path / "none.xlsx"):
        with pytest.raises(DataError, match=path.name):
            read_workbook(path)


def test_workbook_names_the_unknown_project_and_column(tmp_path: Path) -> None:
    import openpyxl

    write_workbook(tmp_path / "data.xlsx", read_yaml(CENTRE))
    book = openpyxl.load_workbook(tmp_path / "data.xlsx")
    book["指标"]["A3"] = "另一个项目"
    book.save(tmp_path / "project.xlsx")
    with pytest.raises(DataError, match="项目“另一个项目”"):
        read_workbook(tmp_path / "project.xlsx")
    book["指标"]["A1"] = "项目编号"
    book.save(tmp_path / "column.xlsx")
    with pytest.raises(DataError, match="列“项目编号”不明"):
        read_workbook(tmp_path / "column.xlsx")


def test_no_row_of_a_workbook_is_left_out_in_silence(tmp_path: Path) -> None:
    """All rows that belong to nothing are named together; two rows of one project would be scored twice."""
    import openpyxl

    write_workbook(tmp_path / "data.xlsx", read_yaml(CYCLE))
    book = openpyxl.load_workbook(tmp_path / "data.xlsx")
    projects = [row[0].value for row in book["项目"].iter_rows(min_row=2)]
    book["项目"].append([projects[-1]])
    book["指标"].append(["没有的项目", None, "产出", "数量", "某指标", 10])
    book["证据"].append([projects[-1], "没有的指标", "文件", "签到表"])
    book.save(tmp_path / "wrong.xlsx")
    with pytest.raises(DataError) as error:
        read_workbook(tmp_path / "wrong.xlsx")
    message = str(error.value)
    assert f"“项目”表中“{projects[-1]}”有 2 行" in message
    assert "“指标”表“某指标”的项目“没有的项目”" in message
    assert f"“证据”表的指标“没有的指标”在“指标”表的项目“{projects[-1]}”中没有" in message
