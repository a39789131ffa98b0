"""Scores follow the printed rule; real forms entered as data give the published scores except for the known mistakes."""

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shebao.money import round_half_up
from shebao.performance import (
    Budget,
    FormData,
    Indicator,
    Level,
    ScoredForm,
    read_yaml,
    score,
    score_form,
    summary_problems,
)
from shebao.performance.scored import earned_of
from shebao.report.forms import FormKind
from shebao.report.performance import scheme_for

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "performance"
WUHAN = scheme_for("wuhan", 2023)


def item(target: str = "100%", actual: str = "100%", weight: str = "80", **more: object) -> Indicator:
    base = Indicator("产出指标", "数量指标", "办理量", Decimal(weight), target, actual)
    return replace(base, **more)  # type: ignore[arg-type]


def form(*items: Indicator, spent: str = "100", **more: object) -> ScoredForm:
    data = FormData(FormKind.PROJECT, "项目", "单位", 2023, Budget(None, Decimal(100), Decimal(spent)), items or (item(),),
                    reasons="有原因", measures="有措施")  # fmt: skip
    return score_form(replace(data, **more), WUHAN)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        (item("1680本", "1649本", "2.5"), "2.45"),
        (item("≥90%", "98.87%", "20"), "20"),
        (item("≤2小时", "2.5小时", "10"), "8.00"),
        (item("2小时内", "90分钟", "10"), "10"),
        (item("42万元", "42.88万元", "5", level_two="成本指标"), "4.90"),
        (item("42万元", "42.88万元", "5", level_two="成本指标", direction="正向"), "5"),
        (item("3万人次", "98000人次", "5"), "5"),
        (item("每月1次", "6次", "10"), None),
        (item("良好", "良好", "10"), "10"),
        (item("有效加强", "已完成", "10"), "10"),
        (
            item(
                "有效加强",
                "基本加强",
                "10",
                band="部分达成预期指标并具有一定效果",
                share=Decimal("0.6"),
                reason="尚未全覆盖",
            ),
            "6.00",
        ),
        (item("有效加强", "基本加强", "10"), None),
        (item("90%-110%", "104%", "10"), "10"),
    ],
)
def test_an_indicator_scores_by_the_rule(indicator: Indicator, expected: str | None) -> None:
    result = form(indicator).indicators[0]
    assert (None if result.score is None else str(result.score)) == expected
    assert result.derivation


def test_execution_and_total_are_sums_with_their_derivation() -> None:
    scored = form(spent="88.08", decimals=0)
    assert (scored.execution_score, scored.total) == (Decimal(18), Decimal(98))
    assert scored.execution_derivation == "执行率 88.08÷100＝88.08%，得 20×88.08%＝17.616，四舍五入为 18 分"
    assert form(spent="120").execution_score == 20


def test_national_and_wuhan_forms_weigh_execution_differently() -> None:
    national = score_form(form(item(weight="90")).form, scheme_for("", 2023))
    assert national.execution_score == 10
    assert national.total == 100


@pytest.mark.parametrize(
    ("scored", "code"),
    [
        (form(item(weight="70")), "weights"),
        (form(item(weight="-1")), "weight"),
        (form(item(), groups={("产出指标",): Decimal(40)}), "group"),
        (form(item(goal=1), goals={1: (Decimal(20), "目标")}), "goal"),
        (form(item("0", "5")), "zero"),
        (form(item("-5人", "-9人")), "zero"),
        (form(item("100人次", "100份")), "unit"),
        (form(item(printed=Decimal(81))), "above"),
        (form(item("100人", "50人", printed=Decimal(80))), "score"),
        (form(item(weight="40"), item(weight="40")), "repeated"),
        (form(budget=Budget()), "budget"),
        (form(item("≥%", "5")), "target"),
        (form(item("", "5")), "target"),
        (form(item("100人", "")), "actual"),
        (form(item("出勤率100%，接通率100%", "出勤率100%，接通率95%")), "composite"),
        (form(item("100人", "已全部完成任务")), "uncomparable"),
        (form(item("良好", "较好")), "qualitative"),
        (form(item("良好", "较好", band="特别好", share=Decimal(1))), "band"),
        (form(item("良好", "较好", band="达成预期指标", share=Decimal("0.5"), reason="x")), "share"),
        (form(item("良好", "较好", share=Decimal("0.9"))), "reason"),
        (form(item(level_one="成果指标")), "heading"),
        (form(item(level_two="社会效益指标")), "heading"),
        (form(item("良好", "良好")), "unquantified"),
        (form(item("95%", "96%", name="培训人数")), "percentage"),
        (form(item("95人", "96人", level_two="质量指标", name="完成率")), "percentage"),
        (form(item(name="系统维护成本")), "misplaced"),
        (form(item("≥90%", "≥90%")), "copied"),
        (form(item("100人", "200人")), "over"),
        (form(spent="60", reasons=""), "reasons"),
        (form(item("100人", "50人"), measures=""), "measures"),
        (form(printed_execution=Decimal(19)), "execution"),
        (form(item(printed=Decimal(80)), printed_execution=Decimal(20), printed_total=Decimal(99)), "total"),
        (form(filled_on="2023.4.14"), "date"),
        (form(basic=Decimal(10), project=Decimal(20)), "parts"),
    ],
)
def test_bad_input_is_named_with_row_and_what_to_do(scored: ScoredForm, code: str) -> None:
    found = [problem for problem in scored.problems if problem.code == code]
    assert found, [problem.code for problem in scored.problems]
    assert all(problem.form and problem.message and problem.todo for problem in found)


def test_a_sound_form_has_no_problems() -> None:
    assert form().problems == ()


DISTRICT = {
    ("整体", "服务对象满意度指标", "group"),  # caption copied from a project's form
    ("整体", "可持续影响指标", "group"),
    ("电话咨询劳务外包服务费", "电话接通率", "score"),
    ("电话咨询劳务外包服务费", "话务服务满意率", "score"),
    ("电话咨询劳务外包服务费", "坐席不低于5人", "unquantified"),
    ("就业管理经费", "社会效益指标", "group"),
    ("社保经办机构", "填报日期", "date"),
    ("税务征收费", "", "weights"),
    ("税务征收费", "年度维护成本增加率", "misplaced"),
    ("整体", "", "reasons"),  # left blank at an execution rate of 89.6 %
    ("整体", "", "measures"),
}


def serious(scored: tuple[ScoredForm, ...]) -> set[tuple[str, str, str]]:
    return {
        ("整体" if each.form.kind is FormKind.OVERALL else each.form.name, problem.row, problem.code)
        for each in scored
        for problem in each.problems
        if problem.level is not Level.INFO
    }


def test_real_forms_of_2021_show_the_known_mistakes_and_no_others() -> None:
    data = read_yaml(EXAMPLES / "district-bureau-2021.yaml")
    scored = score(data)
    assert serious(scored) == DISTRICT
    assert [problem.code for problem in summary_problems(data)] == ["two_actuals"]
    published = [each.form.printed_total for each in scored]
    computed = [each.total for each in scored]
    assert [n for n, (a, b) in enumerate(zip(published, computed, strict=True)) if a != b] == [
        4
    ]  # the two scores of 18
    assert computed[4] == 96


def test_real_forms_of_2023_give_the_published_scores_but_for_the_cost() -> None:
    scored = score(read_yaml(EXAMPLES / "social-insurance-centre-2023.yaml"))
    assert serious(scored) == {
        ("整体", "社保各项业务所需经费", "score"),
        ("社会保险业务工作经费", "社保各项业务经费", "score"),
    }
    assert [each.total for each in scored] == [Decimal("99.85")] * 2
    assert {
        result.score for each in scored for result in each.indicators if result.indicator.name == "工作简报发放量"
    } == {Decimal("2.45")}


def test_overall_indicator_is_gathered_from_projects() -> None:
    overall = score(read_yaml(EXAMPLES / "cycle-2024.yaml"))[0]
    gathered = overall.indicators[0]
    assert (gathered.indicator.target, gathered.indicator.actual) == ("320000人次", "397300人次")
    assert gathered.score == 20


amounts = st.integers(1, 10**6)


@settings(max_examples=60)
@given(amounts, amounts, st.sampled_from(["≥", "≤", ""]), st.integers(1, 800))
def test_scores_lie_between_zero_and_weight(target: int, actual: int, sign: str, tenths: int) -> None:
    weight = Decimal(tenths) / 10
    result = form(item(f"{sign}{target}人", f"{actual}人", str(weight))).indicators[0]
    assert result.score is not None
    assert 0 <= result.score <= weight


@settings(max_examples=60)
@given(amounts, amounts, amounts, st.sampled_from(["≥", "≤"]))
def test_scores_are_monotone_in_the_actual(target: int, one: int, other: int, sign: str) -> None:
    low, high = (form(item(f"{sign}{target}人", f"{each}人")).indicators[0].score for each in sorted((one, other)))
    assert low is not None
    assert high is not None
    assert low <= high if sign == "≥" else low >= high


@settings(max_examples=60)
@given(st.integers(1, 900), st.integers(1, 900))
def test_scores_do_not_depend_on_the_unit(target: int, actual: int) -> None:
    variants = [("{}万元", 1), ("{}0000元", 1), ("{}0千元", 1)]
    scores = {
        form(item("≥" + a.format(target), b.format(actual))).indicators[0].score
        for a, _ in variants
        for b, _ in variants
    }
    assert len(scores) == 1


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 40), amounts, amounts), min_size=1, max_size=8), st.integers(0, 12000))
def test_totals_are_sums(rows: list[tuple[int, int, int]], spent: int) -> None:
    items = [
        item(f"≥{target}人", f"{actual}人", str(weight), name=f"指标{n}")
        for n, (weight, target, actual) in enumerate(rows)
    ]
    scored = form(*items, spent=str(Decimal(spent) / 100))
    assert scored.total is not None
    assert scored.execution_score is not None
    assert scored.total == scored.execution_score + sum(
        (r.score for r in scored.indicators if r.score is not None), Decimal(0)
    )


def test_a_percentage_that_became_a_fraction_is_told() -> None:
    assert "fraction" in {p.code for p in form(item("≥95%", "0.93")).problems}
    assert "fraction" not in {p.code for p in form(item("≥95%", "93%")).problems}
    assert "fraction" not in {p.code for p in form(item("≤5%", "0.5")).problems}


def overall(basic: str, project: str, spent: str) -> ScoredForm:
    return form(
        kind=FormKind.OVERALL,
        basic=Decimal(basic),
        project=Decimal(project),
        budget=Budget(None, Decimal("99999"), Decimal(spent)),
    )


@pytest.mark.parametrize(
    ("basic", "project", "spent", "told"),
    [
        ("1,234.56", "765.43", "2000.00", False),
        ("1234.56", "765.42", "2000.00", True),
        ("1234.56", "765.44", "2000.00", False),
        ("1234.56", "765.45", "2000.00", False),
        ("1234.56", "765.46", "2000.00", True),
        ("1234.56", "700", "2000", True),
        ("1234.56", "765", "2000", False),
    ],
)
def test_basic_and_project_add_up_within_what_is_written(basic: str, project: str, spent: str, told: bool) -> None:
    found = overall(basic.replace(",", ""), project, spent)
    assert any(problem.code == "parts" for problem in found.problems) == told


@pytest.mark.parametrize(
    ("actual", "share", "told"),
    [
        ("尚未完成", "1", True),
        ("基本完成", "0.9", True),
        ("基本完成", "0.6", False),
        ("全部完成", "0.6", True),
        ("全面完成", "0.9", False),
        ("未开展", "0.2", False),
        ("群众评价良好", "0.6", False),
    ],
)
def test_a_share_against_the_words_of_the_actual_is_asked_about(actual: str, share: str, told: bool) -> None:
    found = form(item("有效加强", actual, "80", share=Decimal(share), reason="有理由"))
    assert any(problem.code == "word" for problem in found.problems) == told


def test_a_typed_score_outside_the_band_of_its_words_is_asked_about() -> None:
    found = form(item("有效加强", "部分完成", "80", printed=Decimal(80)))
    assert "word" in {problem.code for problem in found.problems}


@given(st.integers(1, 40), st.fractions(0, 1, max_denominator=500), st.integers(0, 2))
def test_an_equation_holds_as_it_is_printed(points: int, share: Fraction, decimals: int) -> None:
    of_points = Decimal(share.numerator) / Decimal(share.denominator)
    said = earned_of(Decimal(points), of_points, round_half_up(points * of_points, decimals))
    left, percent, sign, right = re.match(r"(\d+)×([\d.]+)%([＝≈])([\d.]+)", said).groups()  # type: ignore[union-attr]
    exact = Decimal(left) * Decimal(percent) / 100
    assert exact == Decimal(right) if sign == "＝" else abs(exact - Decimal(right)) < Decimal("0.005")
    assert said.endswith(" 分")
