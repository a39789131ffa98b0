"""Documents of every kind: one number in whatever spelling, told apart from others."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.fields.identifiers import IdentifierError
from shebao.fields.identifiers.documents import DocumentKind, possible_documents, read_document, spellings
from shebao.fields.identifiers.identity import check_character

TODAY = date(2026, 1, 1)
WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
BIRTHS = st.dates(date(1900, 1, 1), date(1999, 12, 31))


def of_18(place: str, birth: date, serial: int) -> str:
    body = f"{place}{birth:%Y%m%d}{serial:03}"
    return body + check_character(body)


CITIZENS = st.builds(of_18, st.sampled_from(["429906", "420122", "110105"]), BIRTHS, st.integers(0, 995))
PERMITS = st.builds(of_18, st.sampled_from(["810000", "820000", "830000"]), BIRTHS, st.integers(0, 999))
NEW_CARDS = st.builds(of_18, st.sampled_from(["911840", "931156"]), BIRTHS, st.integers(0, 999))
NUMBERS = {
    DocumentKind.CITIZEN: CITIZENS,
    DocumentKind.RESIDENCE_PERMIT: PERMITS,
    DocumentKind.HONG_KONG_MACAO: st.from_regex(r"[HM][0-9]{8}", fullmatch=True),
    DocumentKind.TAIWAN: st.from_regex(r"[0-9]{8}", fullmatch=True),
    DocumentKind.FOREIGNER: NEW_CARDS | st.from_regex(r"[A-Z]{3}[0-9]{12}", fullmatch=True),
    DocumentKind.PASSPORT: st.from_regex(r"[A-Z]{1,2}[0-9]{6,7}", fullmatch=True),
}
OF_A_KIND = st.sampled_from(DocumentKind).flatmap(lambda kind: st.tuples(st.just(kind), NUMBERS[kind]))


@given(OF_A_KIND, st.data())
def test_width_case_spaces_and_hyphens_say_nothing(pair, data):
    kind, number = pair
    at = data.draw(st.integers(0, len(number)))
    read = read_document(kind, number, TODAY)
    for text in (
        number.lower(),
        number.translate(WIDE),
        f" {number[:at]} {number[at:]}\t",
        f"{number[:at]}-{number[at:]}",
    ):
        assert read_document(kind, text, TODAY) == read


@given(CITIZENS)
def test_fifteen_digits_are_the_same_person(number):
    old = number[:6] + number[8:17]
    assert read_document(DocumentKind.CITIZEN, old, TODAY).number == number
    assert set(spellings(number)) == {number, old}


@given(PERMITS | NEW_CARDS)
def test_a_permit_is_no_identity_card(number):
    with pytest.raises(IdentifierError, match="证件类型"):
        read_document(DocumentKind.CITIZEN, number, TODAY)


@given(st.from_regex(r"[HM][0-9]{8}", fullmatch=True), st.integers(0, 99))
def test_a_renewed_travel_permit_is_the_same_permit(number, renewals):
    assert read_document(DocumentKind.HONG_KONG_MACAO, f"{number}{renewals:02}", TODAY).number == number


@given(st.text(max_size=24))
def test_whatever_is_typed_is_read_or_refused(text):
    for document in possible_documents(text, TODAY):
        assert read_document(document.kind, document.number, TODAY) == document


def test_a_retired_county_still_stands_in_numbers():
    assert read_document(DocumentKind.CITIZEN, of_18("420122", date(1960, 2, 3), 11), TODAY).sex == "M"


def test_a_refusal_says_what_was_expected_and_not_the_number():
    with pytest.raises(IdentifierError, match="H 或 M 加八位数字") as refused:
        read_document(DocumentKind.HONG_KONG_MACAO, "X1234567", TODAY)
    assert "X1234567" not in str(refused.value)
