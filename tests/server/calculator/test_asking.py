"""What is wrong with answers: each fault once, months that lack the same told together, lists by what stands on the page."""

from __future__ import annotations

from django.http import QueryDict

from shebao.policy.answers import TOPICS
from shebao.policy.errors import CaseError
from shebao.server.calculator.asking import asked_of, folded, given_of


def errors(topic: str, **answers: str) -> list[str]:
    sent = QueryDict(mutable=True)
    sent.update({name.replace("__", "."): text for name, text in answers.items()})
    given, problems = given_of(TOPICS[topic], sent)
    try:
        TOPICS[topic].answer(given)
    except CaseError as error:
        problems = [*problems, *error.problems]
    return [text for asked in asked_of(TOPICS[topic], sent, given, problems) for text in asked.errors]


def test_months_that_differ_in_nothing_else_are_told_together() -> None:
    assert folded(["2026年1月缺", "2026年2月缺", "2026年1月缺", "另外"]) == ["2026年1月、2026年2月缺", "另外"]
    assert folded([f"没有 2026年{month}月 的标准" for month in range(1, 13)]) == [
        "没有 2026年1月至2026年12月（12 个月） 的标准"
    ]
    assert folded(["2026年1月5日前", "2026年1月6日前"]) == ["2026年1月5日前", "2026年1月6日前"]


def test_a_missing_bound_of_several_months_is_asked_for_once() -> None:
    found = errors(
        "contributing",
        统筹区="武汉",
        参保身份="企业职工",
        起始月="2026-01",
        截止月="2026-03",
        月工资="9000",
        行业="汽车制造业",
    )
    assert len([text for text in found if "缴费基数下限" in text]) == 1


def test_a_problem_in_a_list_names_row_and_column_as_they_stand_on_the_page() -> None:
    found = errors("arrears", 统筹区="武汉", 欠缴明细__0__欠缴金额="12000", 欠缴明细__0__应缴日="2025-13-01")
    assert "第 1 行“打算缴清的日子”：缺少，请补上" in found
    assert any(text.startswith("第 1 行“最迟应缴日”：") for text in found)


def test_only_the_wrong_cells_of_a_list_are_marked() -> None:
    sent = QueryDict(mutable=True)
    sent.update(
        {
            "统筹区": "武汉",
            "欠缴明细.1.欠缴金额": "12000",
            "欠缴明细.1.应缴日": "2025-13-01",
            "欠缴明细.1.缴清日": "2026-01-01",
        }
    )
    given, problems = given_of(TOPICS["arrears"], sent)
    try:
        TOPICS["arrears"].answer(given)
    except CaseError as error:
        problems = [*problems, *error.problems]
    cells = [cell for asked in asked_of(TOPICS["arrears"], sent, given, problems) for row in asked.rows for cell in row]
    assert [cell.name for cell in cells if cell.wrong] == ["欠缴明细.1.应缴日"]


def test_no_message_names_a_parameter_by_its_code() -> None:
    found = [
        *errors("unemployed", 统筹区="武汉", 失业登记日期="2036-09-10", 累计缴费月数="100"),
        *errors("injured", 统筹区="武汉", 受伤日期="2036-02-03", 伤残等级="七级", 月平均缴费工资="6800"),
        *errors("bereaved", 统筹区="成都", 死亡日期="2036-02-03", 缴费月数="200"),
    ]
    assert found
    assert not [text for text in found if any("a" <= letter.lower() <= "z" for letter in text)]
