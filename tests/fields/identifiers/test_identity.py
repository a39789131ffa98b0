"""Identity numbers: GB 11643 and the permits of the same form."""

from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from shared_files import shared
from shebao.fields.identifiers import Holder, IdentifierError, from_15_digits, read_identity_number
from shebao.fields.identifiers.divisions import synthetic_division, wuhan_districts
from shebao.fields.identifiers.identity import check_character

TODAY = date(2026, 1, 1)
births = st.dates(date(1900, 1, 1), date(2025, 12, 31))


def number(place: str, birth: date, serial: int) -> str:
    body = f"{place}{birth:%Y%m%d}{serial:03}"
    return body + check_character(body)


@pytest.mark.parametrize("text", ["420105197411010025", "420112196508010012", "11010519491231002X"])
def test_published_numbers_are_valid(text):
    assert read_identity_number(text, TODAY).text == text


@given(st.sampled_from(wuhan_districts()), births, st.integers(0, 999))
def test_a_number_says_place_birth_and_sex(place, birth, serial):
    read = read_identity_number(number(place, birth, serial), TODAY)
    assert (read.place, read.birth, read.sex) == (place, birth, "M" if serial % 2 else "F")
    assert read.holder is Holder.CITIZEN
    assert not read.synthetic


@given(births, st.integers(0, 999), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_found(birth, serial, position, shift):
    good = number("420106", birth, serial)
    wrong = good[:position] + str((int(good[position]) + shift) % 10) + good[position + 1 :]
    with pytest.raises(IdentifierError):
        read_identity_number(wrong, TODAY)


@given(births, st.integers(0, 999), st.integers(6, 15))
def test_two_neighbours_exchanged_are_found(birth, serial, position):
    good = number("420106", birth, serial)
    wrong = good[:position] + good[position + 1] + good[position] + good[position + 2 :]
    if wrong != good:
        with pytest.raises(IdentifierError):
            read_identity_number(wrong, TODAY)


@pytest.mark.parametrize(
    ("place", "holder"),
    [
        ("810000", Holder.HONG_KONG),
        ("820000", Holder.MACAO),
        ("830000", Holder.TAIWAN),
        ("911840", Holder.FOREIGNER),
    ],
)
def test_permits_are_told_from_citizens(place, holder):
    assert read_identity_number(number(place, date(1990, 5, 4), 2), TODAY).holder is holder


def test_how_people_write_it_does_not_matter():
    assert read_identity_number(" 110105 19491231 002x ", TODAY).text == "11010519491231002X"
    assert read_identity_number("１１０１０５１９４９１２３１００２Ｘ", TODAY).text == "11010519491231002X"
    assert read_identity_number("110105491231002", TODAY).text == "11010519491231002X"
    assert from_15_digits("110105491231002") == "11010519491231002X"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("420105197411010026", "校验码应为 5"),
        ("42010519741101002", "17 个字符"),
        ("420105197402300025", "19740230 不存在"),
        ("420108197411010025", "不在武汉市"),
        ("990105197411010025", "校验码"),
        ("780105197411010025", "前两位"),
        ("420105207411010025", "应在"),
        ("420105１97411010０2Y", "十七位数字"),
        ("CAN110079032908", "外国人永久居留证"),
        ("٤20105197411010025", "十七位数字"),
        ("", "0 个字符"),
    ],
)
def test_what_is_wrong_is_said(text, reason):
    with pytest.raises(IdentifierError, match=reason):
        read_identity_number(text, TODAY)


def test_synthetic_numbers_are_marked():
    read = read_identity_number(number(synthetic_division("420106"), date(1970, 1, 1), 1), TODAY)
    assert read.synthetic


def test_the_reference_vectors_hold():
    facts = yaml.safe_load(shared("reference/identifiers.yaml").read_text(encoding="utf-8"))["facts"]
    vectors = next(fact["value"] for fact in facts if fact["key"] == "id18_vectors")
    assert all(read_identity_number(vector, TODAY) for vector in vectors)
