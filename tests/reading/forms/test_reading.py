"""Known rows printed in 33 layouts and seven ways are read; printing the same form otherwise changes no row."""

from __future__ import annotations

import random
import re

import pytest

from reading.forms.layouts import LAYOUTS, PRINTS, printed, read_rows, spaced, table, tabs, true_rows, truths
from shared_files import shared
from shebao.reading.forms import read_forms
from shebao.reading.forms.search import MOST_TRIED
from shebao.reading.text import read_text
from shebao.report.forms import Form

RECALL = 0.9
"""At least this share of rows is read, and of what is read with certainty nearly nothing is wrong."""


def forms_of(text: str) -> tuple[Form, ...]:
    return read_forms(tuple(read_text(text.encode(), "form.txt").blocks))[0]


def form_of(text: str) -> Form:
    (form,) = forms_of(text)
    return form


@pytest.mark.parametrize("way", PRINTS)
def test_rows_are_read_in_every_layout(way: str) -> None:
    wanted = right = wrong = 0
    for number, layout in enumerate(LAYOUTS):
        rows = truths(number)
        read = read_rows(form_of(printed(PRINTS[way](table(rows, layout, repeat=bool(number % 2))))))
        wanted += len(rows)
        right += len(read & true_rows(rows))
        wrong += len(read - true_rows(rows))
    print(f"{way}: {right} of {wanted}, {wrong} wrong")
    assert right >= RECALL * wanted
    assert wrong <= 0.02 * wanted


@pytest.mark.parametrize("way", PRINTS)
def test_total_and_execution_are_read_in_every_layout(way: str) -> None:
    for number, layout in enumerate(LAYOUTS):
        form = form_of(printed(PRINTS[way](table(truths(number), layout, repeat=False))))
        assert form.total is not None
        assert form.total.text == "98.5"
        line = form.executions[0]
        assert [figure and figure.text for figure in (line.budget, line.actual, line.rate, line.score)] == [
            "120.50", "120.50", "100", "20",
        ]  # fmt: skip


def test_the_reports_own_slips_survive_reading() -> None:
    """A target copied as an actual, a score above its weight, weights that do not add up: read as printed in every layout."""
    text = """2022年度甲项目绩效自评表
项目名称 甲项目
预算执行情况（万元）（20分） 预算数（A） 执行数（B） 执行率（B/A） 得分（20分*执行率）
年度财政资金总额 50 40 100% 20
一级指标 二级指标 三级指标 年初目标值（A） 实际完成值（B） 得分
效益指标（40分）
时效指标（10分）
按期办结率（30分） ≥90% ≥90% 35
产出指标（5分） 数量指标（50分） 走访户数（20分） 30户 300户 20
总分 12
"""
    form = form_of(text)
    assert read_rows(form) == {("按期办结率", "≥90%", "≥90%", "35"), ("走访户数", "30户", "300户", "20")}
    assert [(g.name, g.weight and g.weight.text) for g in form.groups] == [
        ("效益指标", "40"), ("时效指标", "10"), ("产出指标", "5"), ("数量指标", "50"),
    ]  # fmt: skip
    assert form.total is not None
    assert form.total.text == "12"


# the same form printed otherwise -----------------------------------------------------------------


def _full_width(text: str) -> str:
    return text.translate({**{ord(str(d)): chr(0xFF10 + d) for d in range(10)}, ord("%"): "％"})


def _half_width(text: str) -> str:
    return text.replace("（", "(").replace("）", ")").replace("：", ":")


def _score_below(text: str) -> str:
    return re.sub(r" (\d{1,2}(?:\.\d)?)$", r"\n\1", text, flags=re.M)


def _spaces_in_cells(text: str) -> str:
    return re.sub(r"(\d)(场|户|册|天|人)", r"\1 \2", text)


def _rows_joined(text: str) -> str:
    lines = text.split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith("一级指标")) + 2
    return "\n".join([*lines[:at], f"{lines[at]} {lines[at + 1]}", *lines[at + 2 :]])


def _headings_broken(text: str) -> str:
    return re.sub(r"(数量|质量|时效|社会效益|服务对象满意度)指标 ", r"\1指\n标\n", text)


def _headings_broken_elsewhere(text: str) -> str:
    return re.sub(r"(产出|效益|满意度)指标 ", r"\1\n指标\n", text)


def _page_number(text: str) -> str:
    lines = text.split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith("一级指标")) + 3
    return "\n".join([*lines[:at], "- 7 -", *lines[at:]])


CHANGES = (
    _full_width, _half_width, _score_below, _spaces_in_cells, _rows_joined, _headings_broken, _headings_broken_elsewhere, _page_number,
)  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_the_same_form_printed_otherwise_has_the_same_rows(change) -> None:  # type: ignore[no-untyped-def]
    lost = of = 0
    for seed in range(12):
        rows = truths(seed)
        text = printed(spaced(table(rows, LAYOUTS[0], repeat=True)))
        known = {tuple(_half_width(part) for part in row) for row in true_rows(rows)}
        read = {tuple(_plain(part) for part in row) for row in read_rows(form_of(change(text)))}
        of += len(known)
        lost += len({tuple(_plain(part) for part in row) for row in known} - read)
    assert lost <= 0.03 * of


def _plain(text: str) -> str:
    return (
        text.translate({chr(0xFF10 + d): str(d) for d in range(10)})
        .replace("％", "%")
        .translate({0xFF10 + d: str(d) for d in range(10)})
    )


def test_a_score_on_a_line_of_its_own_after_tabs() -> None:
    rows = truths(3)
    text = printed(tabs(table(rows, LAYOUTS[0], repeat=True)))
    moved = re.sub(r"\t(\d{1,2}(?:\.\d)?)$", r"\n\1", text, flags=re.M)
    assert len(read_rows(form_of(moved)) & true_rows(rows)) >= 0.8 * len(rows)


# the shared reports, wrapped otherwise -----------------------------------------------------------

OF_2021 = "reports/004_20908ded8e028716.txt"


def _certain(text: str) -> int:
    return sum(len(read_rows(form)) for form in forms_of(text))


def _shared_text() -> str:
    return shared(OF_2021).read_text("utf-8")


def test_rewrapped_labels_of_a_shared_report_lose_no_rows() -> None:
    text = _shared_text()
    labels = re.compile(
        r"(数量|质量|时效|成本|产出|效益|社会效|社会效益|可持续影响|满意度)(指?) ?\n\n(标|指标|益指标) ?\n"
    )
    joined = labels.sub(lambda m: f"{m[1]}{m[2]}{m[3]} \n", text)
    split = re.sub(r"\n(产出|效益|数量|质量|时效)指标 ?\n", r"\n\1\n\n指标 \n", joined)
    for changed in (joined, split):
        assert _certain(changed) >= 0.95 * _certain(text)


def test_a_shared_report_without_marks_of_cells_loses_few_rows() -> None:
    text = _shared_text()
    bare = "\n".join(line.rstrip() for line in text.split("\n") if line.strip())
    found = sum(len(form.indicators) for form in forms_of(bare))
    assert found >= 0.9 * sum(len(form.indicators) for form in forms_of(text))


def test_past_the_bound_the_rest_is_unread_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_TRIED > 10_000
    monkeypatch.setattr("shebao.reading.forms.search.MOST_TRIED", 40)
    rng = random.Random(1)
    rows = [row for seed in range(6) for row in truths(rng.randint(1, 99))]
    form = form_of(printed(spaced(table(rows, LAYOUTS[0], repeat=True))))
    assert len(form.indicators) < len(rows)
    assert any("过长" in each.reason for each in form.unread)
