"""Personal data and marks of what is not public: found where they are, not seen where they are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.fields.identifiers import synthetic_division
from shebao.fields.identifiers.identity import check_character
from shebao.publishing.classified import MarksError, marked, parse_marks
from shebao.publishing.personal import luhn, masked, personal_data
from shebao.publishing.pieces import Piece, document_pieces
from shebao.reading.files import read_document

_BODY = f"{synthetic_division('420106')}19850307123"
IDENTITY = _BODY + check_character(_BODY)
WRONG_IDENTITY = _BODY + ("1" if check_character(_BODY) != "1" else "2")
CARD = "6222 0200 0000 0000 00" + next(d for d in "0123456789" if luhn("622202000000000000" + d))


def kinds(text: str, column: str = "") -> list[str]:
    return [datum.kind for datum in personal_data([Piece(text, "第 1 行", column)])]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"申请人身份证号：{IDENTITY}。", "身份号码"),
        (f"（{IDENTITY[:6]} {IDENTITY[6:14]} {IDENTITY[14:]}）", "身份号码"),
        (IDENTITY.translate(str.maketrans("0123456789", "０１２３４５６７８９")), "身份号码"),
        ("联系电话13812345678", "手机号码"),
        ("手机：+86 138-1234-5678", "手机号码"),
        (f"社保卡 {CARD}", "银行卡号"),
        ("开户账号：42001234567890", "银行账号"),
        ("姓名：张三丰", "姓名"),
    ],
)
def test_personal_data_are_found(text: str, kind: str) -> None:
    assert kinds(text) == [kind]


SUSPECTED = "疑似身份号码（校验码或区划不符）"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("420121189001010014", "身份号码"),
        ("420123189001010017", "身份号码"),
        (WRONG_IDENTITY, SUSPECTED),
        ("420102189001010011", SUSPECTED),
        ("420199189001010011", SUSPECTED),
        (f"ID{IDENTITY}", "身份号码"),
        (f"{IDENTITY[:6]}·{IDENTITY[6:14]}·{IDENTITY[14:]}", "身份号码"),
        (f"{IDENTITY[:6]}-{IDENTITY[6:10]}-{IDENTITY[10:12]}-{IDENTITY[12:14]}-{IDENTITY[14:]}", "身份号码"),
        (IDENTITY.replace("0", "O", 1), "身份号码"),
        (f"证件{IDENTITY}有效", "身份号码"),
    ],
)
def test_numbers_of_withdrawn_places_and_near_misses_are_found(text: str, kind: str) -> None:
    assert kinds(text) == [kind]


NEAR = "疑似身份号码（少一位、多一位或抄错一位）"


@given(at=st.integers(0, 17), digit=st.sampled_from("0123456789"), spaced=st.booleans())
def test_a_digit_left_out_or_put_in_is_a_near_miss(at: int, digit: str, spaced: bool) -> None:
    less, more = IDENTITY[:at] + IDENTITY[at + 1 :], IDENTITY[:at] + digit + IDENTITY[at:]
    for number in (less, more):
        shown = f"{number[:6]} {number[6:14]} {number[14:]}" if spaced else number
        assert kinds(f"身份证：{shown}。") == [NEAR]


@given(at=st.integers(0, 16))
def test_neighbours_that_changed_places_are_a_near_miss(at: int) -> None:
    number = IDENTITY[:at] + IDENTITY[at + 1] + IDENTITY[at] + IDENTITY[at + 2 :]
    assert kinds(f"身份证：{number}。") in ([NEAR], [SUSPECTED], ["身份号码"], ["银行卡号"])


@given(st.lists(st.text("0123456789", min_size=17, max_size=19), min_size=20, max_size=20))
def test_long_numbers_of_other_things_are_seldom_taken_for_one(numbers: list[str]) -> None:
    random = [number for number in numbers if len(set(number)) > 4]
    assert sum(NEAR in kinds(f"单号{number}。") for number in random) <= 1


@pytest.mark.parametrize(
    "text",
    [
        "2023年度收、支总计3,401.90万元，比上年增加13812345.67元。",
        "咨询电话：027-85743562、12333",
        "统一社会信用代码：12420100441350000X",
        "功能分类科目2080109，经济分类科目30101",
        "行政区划代码420100000000，合同编号2023123456789012",
        "00000000000000000000",
        "姓名、身份证号等个人信息不予公开。",
        "9,223,372,036,854.77",
        "1013812345678",
        "合同编号420102202313450011",
        "3.420102189001010015",
        "4201021890010100151234",
        "912101021890010100",
    ],
)
def test_what_is_no_personal_datum_is_left_alone(text: str) -> None:
    assert kinds(text) == []


def test_what_was_found_is_shown_masked() -> None:
    (found,) = personal_data([Piece(f"身份证号{IDENTITY}", "第 3 页")])
    assert IDENTITY not in found.masked
    assert found.masked.startswith(IDENTITY[:4])
    assert found.place == "第 3 页"
    assert masked("123") == "＊＊＊"


def test_names_in_a_list_are_found_by_the_column_they_stand_in() -> None:
    page = """<p>附件：慰问名单</p><table><tr><th>序号</th><th>姓 名</th><th>金额</th></tr>
    <tr><td>1</td><td>张三</td><td>500</td></tr><tr><td>2</td><td>买买提·吐尔逊</td><td>500</td></tr>
    <tr><td></td><td>合计</td><td>1000</td></tr></table>"""
    found = list(personal_data(document_pieces(read_document(page.encode(), "名单.html"))))
    assert [datum.masked for datum in found] == ["张＊", "买＊＊＊＊＊＊"]
    assert kinds("社会保障", column="项目名称") == []


@given(st.text("0123456789 -", max_size=40))
def test_any_run_of_digits_is_judged_without_an_error(text: str) -> None:
    list(personal_data([Piece(text, "")]))


def test_the_check_digit_of_a_card() -> None:
    assert luhn("4242424242424242")
    assert not luhn("4242424242424241")


@pytest.mark.parametrize(
    "text",
    ["绝密★1年", "机 密 ★", "秘密", "秘密★长期", "密级：内部", "内部资料，不得外传", "内部资料 注意保存", "仅供内部使用", "此件依申请公开", "公开方式：不予公开", "请勿外传"],
)  # fmt: skip
def test_marks_are_found(text: str) -> None:
    (found,) = marked([Piece(text, "第 1 页")])
    assert found.reason


@pytest.mark.parametrize(
    "text",
    ["负责保守国家秘密和保密管理工作。", "开展机密文件管理培训。", "内部控制制度健全。", "不得对外公布的商业秘密依法保护。", "公开方式：主动公开", "密级管理", "加强内部资料管理"],
)  # fmt: skip
def test_ordinary_sentences_about_secrecy_pass(text: str) -> None:
    assert list(marked([Piece(text, "")])) == []


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "应只有 marks"),
        ({"marks": []}, "非空"),
        ({"marks": [{"pattern": "a"}]}, r"marks\[0\]：应有 pattern、reason"),
        ({"marks": [{"pattern": "(", "reason": "r"}]}, "不是正则表达式"),
        ({"marks": [{"pattern": 5, "reason": "r"}]}, "应为文字"),
    ],
)
def test_a_mistake_in_the_file_of_marks_is_told(data: object, message: str) -> None:
    with pytest.raises(MarksError, match=message):
        parse_marks(data)
