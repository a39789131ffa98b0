"""待遇测算: the same results as the commands to the fen, questions only where they matter, steps in plain words."""

from pathlib import Path

import pytest

from shebao.policy.answers import TOPICS
from shebao.policy.casefile import read_cases
from shebao.policy.casework import compute
from shebao.policy.contributions.kinds import CONTRIBUTION_KINDS
from shebao.policy.errors import CaseError
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
