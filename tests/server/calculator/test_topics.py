"""待遇测算 on the website: what people answer is computed as the command computes it, nothing is kept, every mistake is told."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.calculator.typed import KINDS, as_typed, asks, sheet_of
from shebao.policy.answers import TOPICS
from shebao.policy.answers.sheets import SHEETS
from shebao.policy.casefile import RawCase, read_cases
from shebao.server.calculator.asking import LONGEST, MOST_ROWS, given_of, pairs
from shebao.server.calculator.views.common import COMPUTATIONS

ASKED = [name for name, topic in TOPICS.items() if topic.questions]
EXAMPLES = Path(__file__).parents[3] / "examples" / "policy"
MAN = {"性别": "男", "出生日期": "1970-10-20"}
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
OWING = {"欠缴明细.0.欠缴金额": "1000", "欠缴明细.0.应缴日": "2024-01-15", "欠缴明细.0.缴清日": "2024-03-15"}


def posted(client: Client, topic: str, sent: dict[str, str], sheet: bool = False) -> Any:
    return client.post(f"/calculator/{'sheets/' if sheet else ''}{topic}/", sent)


def text_of(response: Any) -> str:
    return response.content.decode()


@pytest.mark.parametrize("address", ["", "sheets/", "wages/", *(f"{name}/" for name in ASKED)])
def test_pages_ask_without_a_database_and_are_never_kept(
    client: Client, django_assert_num_queries: Any, address: str, db: None
) -> None:
    with django_assert_num_queries(0):
        response = client.get(f"/calculator/{address}")
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


@pytest.mark.parametrize("name", SHEETS)
def test_every_sheet_can_be_opened_and_says_what_is_missing(client: Client, name: str, db: None) -> None:
    assert client.get(f"/calculator/sheets/{name}/").status_code == 200
    response = posted(client, name, {}, sheet=True)
    assert response.status_code in (200, 422)
    assert response.status_code == 200 or "要补充或更正" in text_of(response)


def test_of_what_is_sent_only_that_it_was_sent_reaches_the_database(
    client: Client, django_assert_max_num_queries: Any, db: None
) -> None:
    with django_assert_max_num_queries(3) as captured:
        posted(client, "retiring", FAR)
    assert not any(text in query["sql"] for query in captured for text in ("1976", "90000", "9112"))


def test_three_answers_tell_when_and_where_to_go(client: Client, db: None) -> None:
    response = posted(client, "retiring", MAN)
    assert response.status_code == 200
    assert (response["Cache-Control"], len(response.cookies)) == ("no-store", 0)
    page = text_of(response)
    assert "2032年4月20日" in page
    assert "延迟月数" in page
    assert "去哪里办" in page
    assert "12333" in page


def test_more_answers_tell_how_much_now_and_later(client: Client, db: None) -> None:
    page = text_of(posted(client, "retiring", FAR))
    answer = TOPICS["retiring"].answer(FAR)
    assert f"{answer.row['total']:,} 元" in page
    assert page.count("<rect") == 5  # 2026-05, the statutory month, and each year after it
    assert all(f"{each.month}（{each.timing}）" in page for each in answer.comparison)
    assert all(text in page for text in answer.assumptions)


def test_what_somebody_else_asks_is_not_mixed_in(client: Client, db: None) -> None:
    """A man's answer does not carry the question for women, even where a script sent it."""
    answer = text_of(posted(client, "retiring", {**MAN, "人员类别": "女工人"}))
    assert "2032年4月20日" in answer


CASES = [(command, raw) for command in KINDS for raw in read_cases(EXAMPLES / f"{command}.yaml")]


@pytest.mark.parametrize(("command", "raw"), CASES, ids=[f"{command}-{raw.identifier}" for command, raw in CASES])
def test_a_sheet_on_the_page_is_what_the_command_says_of_the_example_to_the_fen(
    client: Client, command: str, raw: RawCase, db: None
) -> None:
    sheet = sheet_of(command, raw)
    response = posted(client, sheet.name, as_typed(sheet, raw), sheet=True)
    page = text_of(response)
    assert response.status_code == 200, re.findall(r'class="error">(.*?)<', page)
    explanation = KINDS[command](raw).explanation
    results = [explanation.step(name) for name in explanation.results]
    assert [step.label for step in results if step.quantity.text not in page] == []
    assert [step.label for step in explanation.steps if step.quantity.text not in page] == []


def test_a_case_as_typed_is_the_case() -> None:
    """What the sheets do not ask is only what computes nothing."""
    silent = {"id", "编号", "来源", "备注", "事项", "姓名", "险种", "confidence", "source"}
    lost = {raw.spellings[key] for command, raw in CASES for key in raw.fields if not asks(sheet_of(command, raw), key)}
    assert lost - silent == set()


def test_the_answer_as_pdf_has_every_step_with_its_basis(client: Client, db: None) -> None:
    response = client.post("/calculator/retiring/sheet.pdf", FAR)
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response["Cache-Control"] == "no-store"
    document = pypdfium2.PdfDocument(io.BytesIO(response.content))
    text = "".join(page.get_textpage().get_text_range() for page in document)
    assert f"{TOPICS['retiring'].answer(FAR).row['total']:,}" in text
    refused = client.post("/calculator/retiring/sheet.pdf", {"性别": "男"})
    assert refused.status_code == 422
    assert "出生年月" in text_of(refused)


@pytest.mark.parametrize(
    ("topic", "sent", "told"),
    [
        ("retiring", {"性别": "男"}, "缺少，请补上"),
        ("retiring", {**MAN, "出生日期": "1970-13-01"}, "13"),
        ("retiring", {**FAR, "个人账户储存额": "九万"}, "不是金额，应写成 12345.67（元）"),
        ("retiring", {**MAN, "出生日期": "1" * 300}, "有 300 个字，最多 200 个"),
        ("contributing", {"统筹区": "武汉", "参保身份": "企业职工", "月工资": "8000"}, "须写工伤风险类别"),
        ("arrears", {**OWING, "欠缴明细.0.应缴日": "昨天"}, "第 1 行“最迟应缴日”："),
        ("arrears", {}, "欠缴金额"),
        ("moving", {"事项": "待遇领取地", "户籍地": "孝感"}, "参保经历"),
    ],
)
def test_a_mistake_is_told_with_what_was_expected(
    client: Client, topic: str, sent: dict[str, str], told: str, db: None
) -> None:
    response = posted(client, topic, sent)
    assert response.status_code == 422
    assert told in text_of(response)


def test_what_the_law_of_a_place_leaves_open_is_asked_then(client: Client, db: None) -> None:
    sent = {"统筹区": "合肥", "参保身份": "企业职工", "起始月": "2025-03", "月工资": "5000", "工伤风险类别": "1"}
    first = posted(client, "contributing", sent)
    assert first.status_code == 422
    assert "还需要知道" in text_of(first)
    assert 'name="缴费基数下限"' in text_of(first)
    more = {
        "缴费基数下限": "4019",
        "缴费基数上限": "20095",
        "失业保险单位缴费比例": "0.5%",
        "失业保险个人缴费比例": "0.5%",
    }
    second = posted(client, "contributing", sent | more)
    assert second.status_code == 200
    assert "800.00 元" in text_of(second)
    assert 'name="缴费基数下限" value="4019"' in text_of(second)


def test_late_fees_are_an_estimate(client: Client, db: None) -> None:
    page = text_of(posted(client, "arrears", OWING))
    assert "30.00 元" in page  # 1000 元 × 60 天 × 0.05%
    assert "以税务部门核定为准" in page


def test_a_list_gets_another_row_and_keeps_what_was_typed(client: Client, db: None) -> None:
    page = text_of(posted(client, "arrears", {**OWING, "欠缴明细.5.欠缴金额": "7", "add": "欠缴明细"}))
    assert page.count('class="list-row"') == 3
    assert 'name="欠缴明细.5.欠缴金额" value="7"' in page
    assert 'id="answer"' not in page


def test_a_list_is_bounded(client: Client, db: None) -> None:
    many = {f"欠缴明细.{number}.欠缴金额": "1" for number in range(MOST_ROWS + 1)}
    response = posted(client, "arrears", many)
    assert response.status_code == 422
    assert f"有 {MOST_ROWS + 1} 行，最多 {MOST_ROWS} 行" in text_of(response)


def test_a_script_of_the_page_gets_the_page_with_the_mistakes(client: Client, db: None) -> None:
    assert client.post("/calculator/retiring/", {"性别": "男"}, headers={"HX-Request": "true"}).status_code == 200


def test_there_is_no_page_of_what_nobody_asks(client: Client, db: None) -> None:
    for address in ("pension/", "nothing/", "sheets/nothing/", "nothing/sheet.pdf"):
        assert client.get(f"/calculator/{address}").status_code in (404, 405)


def test_one_address_may_compute_so_often_a_minute(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "shebao.server.platform.web.limits.seconds_to_wait",
        lambda what, who, limit, seconds: limit == COMPUTATIONS and 7,
    )
    response = posted(client, "retiring", MAN)
    assert (response.status_code, response["Retry-After"]) == (429, "7")
    assert client.get("/calculator/retiring/").status_code == 200


def test_what_is_typed_is_not_in_the_log(client: Client, db: None, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        posted(client, "retiring", FAR)
    assert not any("1976" in record.getMessage() or "90000" in record.getMessage() for record in caplog.records)


FIELDS = [(name, question.field) for name in ASKED for question in TOPICS[name].questions if question.kind != "list"]
TEXTS = st.one_of(
    st.text(max_size=LONGEST + 20),
    st.sampled_from(
        ["", "0", "-1", "1e400", "9" * 60, "NaN", "0001-01-01", "9999-12-31", "<script>", "{{x}}", "０", "是"]
    ),
    st.dates().map(str),
    st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str),
)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.parametrize(("name", "field"), FIELDS, ids=[f"{name}-{field}" for name, field in FIELDS])
@given(text=TEXTS)
def test_whatever_is_typed_is_answered_or_told(client: Client, name: str, field: str, text: str, db: None) -> None:
    response = posted(client, name, {**SOUND.get(name, {}), field: text})
    assert response.status_code in (200, 422)
    page = text_of(response)
    assert ("要补充或更正" in page) == (response.status_code == 422)
    assert "<script>" not in page.split("</head>")[1]


SOUND = {
    "retiring": FAR,
    "contributing": {
        "统筹区": "武汉",
        "参保身份": "企业职工",
        "起始月": "2025-07",
        "月工资": "8000",
        "工伤风险类别": "2",
    },
    "unemployed": {"失业登记日期": "2025-09-01", "累计缴费月数": "63"},
    "injured": {"受伤日期": "2024-05-01", "核定日期": "2025-01-02", "伤残等级": "9", "月平均缴费工资": "6000"},
    "bereaved": {"死亡日期": "2025-05-16", "缴费月数": "200"},
    "moving": {
        "事项": "转移资金",
        "转移日期": "2025-03-01",
        "个人账户储存额": "30000",
        "各年度缴费工资.0.年度": "2020",
    },
    "arrears": OWING,
}


@given(
    st.dictionaries(
        st.sampled_from(["欠缴明细.0.欠缴金额", "欠缴明细.x.应缴日", "欠缴明细.0", "统筹区", "欠缴明细.٣.应缴日"]),
        st.text(max_size=9),
    )
)
def test_answers_survive_being_sent_again(sent: dict[str, str]) -> None:
    first = given_of(TOPICS["arrears"], _sent(sent))[0]
    assert given_of(TOPICS["arrears"], _sent(dict(pairs(first))))[0] == first


def _sent(values: dict[str, str]) -> QueryDict:
    made = QueryDict(mutable=True)
    made.update(values)
    return made
