"""Numbers of organisations from before the credit code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.fields.identifiers import IdentifierError, read_credit_code
from shebao.fields.identifiers.check_digits import mod_11_10
from shebao.fields.identifiers.credit_code import organisation_check_character
from shebao.fields.identifiers.former_codes import read_organisation_code, read_registration_number

BODIES = st.from_regex(r"[0-9A-HJ-NPQRTUWXY]{8}", fullmatch=True)


@given(BODIES, st.sampled_from(["", "-", " ", "－"]))
def test_an_organisation_code_is_read_with_and_without_its_hyphen(body, hyphen):
    code = body + organisation_check_character(body)
    assert read_organisation_code(f"{body.lower()}{hyphen}{code[8]}") == code


@given(st.from_regex(r"[0-9]{14}", fullmatch=True), st.integers(0, 14), st.integers(1, 9))
def test_one_wrong_digit_of_a_registration_number_is_found(body, at, shift):
    good = f"{body}{mod_11_10(body)}"
    assert read_registration_number(f" {good[:6]} {good[6:]}") == good
    wrong = good[:at] + str((int(good[at]) + shift) % 10) + good[at + 1 :]
    with pytest.raises(IdentifierError, match="校验码"):
        read_registration_number(wrong)


def test_the_credit_code_carries_the_organisation_code():
    assert read_organisation_code(read_credit_code("124201054412400183").organisation) == "441240018"
    assert len(read_registration_number("4201061234567")) == 13
    with pytest.raises(IdentifierError, match="八位数字或字母"):
        read_organisation_code("12")
