"""Identity numbers of persons (公民身份号码 and the permits that carry numbers of the same form).

Sources: GB 11643-1999 (layout, weights and check characters, ISO 7064 MOD 11-2); residence permits of residents of Hong
Kong (810000), Macao (820000) and Taiwan (830000) carry numbers of that form; the permanent residence card of
foreigners carries one since 2023-12-01 with 9 first, and three letters and twelve digits before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum

from shebao.fields.identifiers.divisions import division_name, is_synthetic
from shebao.fields.identifiers.errors import IdentifierError

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
_EARLIEST_BIRTH = date(1880, 1, 1)
_EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]")
_FIFTEEN = re.compile(r"[0-9]{15}")
_OLD_FOREIGN = re.compile(r"[A-Z]{3}[0-9]{12}")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789Xx")
_PERMITS = {"810000": "hong_kong", "820000": "macao", "830000": "taiwan"}


class Holder(Enum):
    """Who holds a number of this form."""

    CITIZEN = "citizen"
    HONG_KONG = "hong_kong"
    MACAO = "macao"
    TAIWAN = "taiwan"
    FOREIGNER = "foreigner"


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """What an identity number says. `place` is its first six digits; `sex` is M or F."""

    text: str
    holder: Holder
    place: str
    birth: date
    sex: str

    @property
    def synthetic(self) -> bool:
        """Whether the number lies in the range that belongs to nobody."""
        return self.holder is Holder.CITIZEN and is_synthetic(self.place)


def check_character(body: str) -> str:
    """The eighteenth character for seventeen digits: weighted sum modulo 11 (GB 11643-1999, ISO 7064 MOD 11-2)."""
    return CHECK_CHARACTERS[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def from_15_digits(text: str) -> str:
    """The 18-character number of a first-generation one: 19 after the sixth digit, then the check character.

    Raises IdentifierError.
    """
    if not _FIFTEEN.fullmatch(text):
        raise IdentifierError(f"“{text}”不是十五位数字的身份号码")
    body = text[:6] + "19" + text[6:]
    return body + check_character(body)


def normalised(text: str) -> str:
    """Without spaces and separators, digits half-width, X in upper case; a 15-digit number as its 18 characters."""
    plain = re.sub(r"[\s\-]", "", text.translate(_FULL_WIDTH)).upper()
    return from_15_digits(plain) if _FIFTEEN.fullmatch(plain) else plain


def read_identity_number(text: str, today: date | None = None) -> IdentityNumber:
    """What an identity number of a citizen, a permit or a permanent residence card says; 15 digits are converted.

    Raises IdentifierError for a wrong length, character, place, birth date (impossible, or after `today`) or check
    character. Permanent residence cards issued before 2023-12-01 carry no full birth date and are not read here.
    """
    number = normalised(text)
    if _OLD_FOREIGN.fullmatch(number):
        raise IdentifierError(f"“{number}”是 2023-12 以前签发的外国人永久居留证号码，不含完整出生日期，请换新号码")
    if not _EIGHTEEN.fullmatch(number):
        raise IdentifierError(f"身份号码“{text}”应为十七位数字加一位校验码，实为 {len(number)} 个字符")
    holder = _holder(number)
    birth = _birth(number, today or date.today())
    expected = check_character(number[:17])
    if number[17] != expected:
        raise IdentifierError(f"身份号码“{number}”的校验码应为 {expected}，实为 {number[17]}，请核对各位数字")
    return IdentityNumber(number, holder, number[:6], birth, "M" if int(number[16]) % 2 else "F")


def _holder(number: str) -> Holder:
    place = number[:6]
    if place in _PERMITS:
        return Holder(_PERMITS[place])
    if number.startswith("9"):
        return Holder.FOREIGNER
    try:
        division_name(place)
    except IdentifierError as error:
        raise IdentifierError(f"身份号码“{number}”：{error}") from None
    return Holder.CITIZEN


def _birth(number: str, today: date) -> date:
    year, month, day = int(number[6:10]), int(number[10:12]), int(number[12:14])
    try:
        birth = date(year, month, day)
    except ValueError:
        raise IdentifierError(f"身份号码“{number}”中的出生日期 {number[6:14]} 不存在") from None
    if not _EARLIEST_BIRTH <= birth <= today:
        raise IdentifierError(f"身份号码“{number}”中的出生日期 {birth} 应在 {_EARLIEST_BIRTH} 与 {today} 之间")
    return birth
