"""Own numbers: a slip of the pen is no other number."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shebao.operations.registry.own_numbers import is_own_number, read_own_number, with_check_digit

SERIALS = st.integers(1, 10**12)


@given(SERIALS, st.data())
def test_one_wrong_digit_is_no_own_number(serial, data):
    number = str(with_check_digit(serial))
    at = data.draw(st.integers(0, len(number) - 1))
    wrong = data.draw(st.integers(0, 9).filter(lambda digit: str(digit) != number[at]))
    changed = int(number[:at] + str(wrong) + number[at + 1 :])
    assert is_own_number(int(number))
    assert changed < 10 ** (len(number) - 1) or not is_own_number(changed)


@given(SERIALS, SERIALS)
def test_numbers_stay_apart_and_in_order(one, other):
    assert (with_check_digit(one) < with_check_digit(other)) == (one < other)


@given(SERIALS)
def test_full_width_and_spaces_say_nothing(serial):
    number = with_check_digit(serial)
    wide = str(number).translate({ord("0") + digit: chr(0xFF10 + digit) for digit in range(10)})
    assert read_own_number(wide) == read_own_number(f" {number} ") == number


def test_words_are_no_number():
    assert read_own_number("甲") is None
    assert read_own_number("1" * 40) is None
