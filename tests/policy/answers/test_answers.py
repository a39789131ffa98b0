"""待遇测算: the same results as the commands to the fen, questions only where they matter, steps in plain words."""

from pathlib import Path

import pytest

from shebao.policy.answers import TOPICS, When
from shebao.policy.answers.answer import raw_case
from shebao.policy.answers.counters import counters, read_counters
from shebao.policy.answers.sheets import SHEETS, sheets_by_group
from shebao.policy.casefile import read_cases
from shebao.policy.casework import compute
from shebao.policy.contributions.kinds import CONTRIBUTION_KINDS
from shebao.policy.errors import CaseError, ParameterFileError
from shebao.policy.guide import COMMANDS as KINDS_OF
from shebao.policy.injury.kinds import INJURY_KINDS
from shebao.policy.pensions.compute import compute as compute_pension
from shebao.policy.retirement.case import read_retirement_case
from shebao.policy.retirement.determination import determine_retirement, row
from shebao.policy.survivors.kinds import SURVIVOR_KINDS
from shebao.policy.transfers.kinds import TRANSFER_KINDS
from shebao.policy.unemployment.kinds import UNEMPLOYMENT_KINDS

EXAMPLES = Path(__file__).parents[3] / "examples" / "policy"
COMMANDS = {
    "contribution": ("contributing", lambda raw: compute(raw, CONTRIBUTION_KINDS).row),
    "injury": ("injured", lambda raw: compute(raw, INJURY_KINDS).row),
    "unemployment": ("unemployed", lambda raw: compute(raw, UNEMPLOYMENT_KINDS).row),
    "survivor": ("bereaved", lambda raw: compute(raw, SURVIVOR_KINDS).row),
    "transfer": ("moving", lambda raw: compute(raw, TRANSFER_KINDS).row),
    "pension": ("pension", lambda raw: compute_pension(raw).row),
    "retirement": ("retiring", lambda raw: row(determine_retirement(read_retirement_case(raw)))),
}
CASES = [(command, raw) for command in COMMANDS for raw in read_cases(EXAMPLES / f"{command}.yaml")]
FAR = {
    "性别": "女",
    "出生日期": "1976-05-12",
    "人员类别": "女工人",
    "累计缴费年限": "26年",
    "截至": "2026-01",
    "视同缴费年限": "0",
    "平均缴费工资指数": "0.9",
    "个人账户储存额": "90000",
    "计发基数": "9112",
    "参保地": "武汉",
}


@pytest.mark.parametrize(("command", "raw"), CASES, ids=[f"{command}-{raw.identifier}" for command, raw in CASES])
def test_an_answer_is_what_the_command_says_to_the_fen(command, raw):
    topic, say = COMMANDS[command]
    given = {raw.spellings[key]: value for key, value in raw.fields.items()}
    answer = TOPICS[topic].answer(given)
    expected = say(raw)
    assert {key: answer.row[key] for key in expected} == expected
    assert answer.lines
    assert answer.headline


def test_three_answers_tell_when():
    answer = TOPICS["retiring"].answer({"性别": "男", "出生日期": "1970-10-20"})
    assert answer.row["statutory_date"] == "2032-04-20"
    assert dict(answer.headline)["法定退休时间"] == "2032年4月20日"
    assert answer.comparison == ()


@pytest.mark.parametrize(
    ("given", "asked", "not_asked"),
    [
        ({"性别": "男"}, "出生日期", "人员类别"),
        ({"性别": "女"}, "人员类别", "计发基数"),
        ({"性别": "男", "个人账户储存额": "90000"}, "计发基数", "人员类别"),
    ],
)
def test_more_is_asked_only_where_the_answer_depends_on_it(given, asked, not_asked):
    fields = [question.field for question in TOPICS["retiring"].asked(given)]
    assert asked in fields
    assert not_asked not in fields


def test_how_much_in_the_statutory_month_and_in_every_other():
    answer = TOPICS["retiring"].answer(FAR)
    assert answer.row["retire"] == answer.row["statutory_month"] == "2027-02"
    months = {each.month: each for each in answer.comparison}
    assert months["2027-02"].timing == "按时"
    assert months["2027-02"].total == answer.row["total"] * 100
    assert months["2027-02"].difference == 0
    assert months["2027-02"].difference < answer.comparison[-1].difference
    assert any("截至2026年1月" in text for text in answer.assumptions)


def test_a_wished_month_is_what_the_sheet_of_that_month_says():
    answer = TOPICS["retiring"].answer({**FAR, "希望退休时间": "2027-03"})
    later = 14
    account = 90000 + later * round(9112 * 0.9 * 0.08, 2)
    sheet = compute_pension(
        next(raw for raw in [_case(FAR, 退休时间="2027-03", 累计缴费年限="27年2个月", 个人账户储存额=f"{account:.2f}")])
    )
    assert {key: answer.row[key] for key in ("basic", "personal", "total")} == {
        key: sheet.row[key] for key in ("basic", "personal", "total")
    }


def _case(given, **changes):
    from shebao.policy.answers.answer import raw_case

    return raw_case({key: value for key, value in {**given, **changes}.items() if key != "截至"})


def test_who_does_not_say_as_of_when_is_asked():
    with pytest.raises(CaseError, match=r"截至.*缺少"):
        TOPICS["retiring"].answer({key: value for key, value in FAR.items() if key != "截至"})


def test_a_young_person_may_ask_too():
    young = {**FAR, "出生日期": "2001-02-03", "累计缴费年限": "3年", "个人账户储存额": "12000"}
    answer = TOPICS["retiring"].answer(young)
    assert answer.row["total"] > 0
    assert answer.row["retire"] == answer.row["statutory_month"]


def test_a_step_is_a_sentence_with_its_law():
    answer = TOPICS["retiring"].answer(FAR)
    basic = next(line for line in answer.lines if line.name == "basic")
    assert basic.sentence.startswith("基础养老金 ")
    assert "其中：计发基数 9,112.00 元" in basic.sentence
    assert basic.bases
    assert set(answer.unsure) <= {line.label for line in answer.lines}


@pytest.mark.parametrize("topic", TOPICS)
def test_nobody_is_asked_who_they_are(topic):
    words = "".join(question.field + question.text for question in TOPICS[topic].questions)
    assert not any(word in words for word in ("身份证号", "身份号码", "姓名", "电话"))


@pytest.mark.parametrize(
    ("when", "given", "met"),
    [
        (When(("性别",), ("女",)), {"性别": "女"}, True),
        (When(("性别",), ("女",)), {}, False),
        (When(("档次",)), {"档次": " "}, False),
        (When(("账户", "指数")), {"指数": "1"}, True),
        (When(("档次",), other=True), {}, True),
        (When(("身份",), ("灵活就业人员",), other=True), {"身份": "灵活就业人员"}, False),
    ],
)
def test_when_a_question_is_asked(when, given, met):
    assert when.met(given) == met


def test_a_field_that_the_law_leaves_to_the_case_becomes_a_question():
    topic = TOPICS["contributing"]
    with pytest.raises(CaseError) as raised:
        topic.answer(
            {"统筹区": "合肥", "参保身份": "企业职工", "起始月": "2025-03", "月工资": "5000", "工伤风险类别": "1"}
        )
    assert [topic.question_of(each).field for each in raised.value.problems] == ["缴费基数下限", "统筹区"]
    assert topic.further("月工资") is None
    assert topic.further("没有这个字段") is None


def test_arrears_are_the_command_s_late_fee_and_an_estimate():
    debts = [{"欠缴金额": "1000", "应缴日": "2024-01-15", "缴清日": "2024-03-15"}]
    answer = TOPICS["arrears"].answer({"欠缴明细": debts})
    assert (
        answer.row["late_fee"]
        == compute(raw_case({"事项": "滞纳金", "欠缴明细": debts}), CONTRIBUTION_KINDS).row["late_fee"]
    )
    assert any("税务部门核定" in text for text in answer.assumptions)


def test_every_topic_that_is_asked_knows_where_to_go():
    assert set(counters()) == {name for name, topic in TOPICS.items() if topic.questions}


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ({"a": {"matter": "x"}}, "a：应有"),
        ({"a": dict.fromkeys(("matter", "where", "bring", "basis", "confidence"), "x")}, "verified 或 known"),
    ],
)
def test_a_counter_that_is_written_wrongly_is_refused(written, told):
    with pytest.raises(ParameterFileError, match=told):
        read_counters(written)


def test_the_sheets_are_all_kinds_of_the_commands_with_all_their_fields():
    kinds = {(command, kind.name) for command, kinds in KINDS_OF for kind in kinds}
    assert len(SHEETS) == len(kinds) + 4
    assert all(
        {question.field for question in sheet.questions} == {field.label for field in sheet.fields}
        for sheet in SHEETS.values()
    )
    assert {sheet.name for sheets in sheets_by_group().values() for sheet in sheets} == set(SHEETS)


def test_who_could_retire_before_the_reform_gets_a_pension_without_a_comparison():
    answer = TOPICS["retiring"].answer({**FAR, "出生日期": "1973-05-12"})
    assert answer.row["statutory_month"] == "2023-05"
    assert answer.row["total"] > 0
    assert answer.comparison == ()
