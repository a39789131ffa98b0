"""The agency's own numbers (个人编号, 单位编号): a running number and a check digit, so that a slip of the pen finds nobody else."""

from __future__ import annotations

from shebao.fields.identifiers.check_digits import mod_11_10

LONGEST = 15


def with_check_digit(serial: int) -> int:
    """The own number of a running number. Raises ValueError for one that is not positive."""
    if serial < 1:
        raise ValueError(f"流水号应从 1 起，实为 {serial}")
    return serial * 10 + mod_11_10(str(serial))


def is_own_number(number: int) -> bool:
    """Whether a number carries its check digit."""
    return number > 9 and with_check_digit(number // 10) == number


def read_own_number(text: str) -> int | None:
    """The number of a text in any width and spacing; None where it is none of digits only."""
    plain = "".join(text.split())
    if not plain.isdecimal() or len(plain) > LONGEST:
        return None
    return int(plain)
