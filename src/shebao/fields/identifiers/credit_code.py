"""Unified social credit codes of organisations (统一社会信用代码, GB 32100-2015; 组织机构代码, GB 11714-1997)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from shebao.fields.identifiers.divisions import division_name, is_synthetic
from shebao.fields.identifiers.errors import IdentifierError

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_FORM = re.compile(rf"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")

_NATIONAL = "100000"
AUTHORITIES = {
    "1": "机构编制",
    "2": "外交",
    "3": "司法行政",
    "4": "文化",
    "5": "民政",
    "6": "旅游",
    "7": "宗教",
    "8": "工会",
    "9": "市场监管",
    "A": "中央军委改革和编制办公室",
    "N": "农业",
    "Y": "其他",
}


@dataclass(frozen=True, slots=True)
class CreditCode:
    """What a credit code says: the registering authority, its place and the organisation code inside."""

    text: str
    authority: str
    place: str
    organisation: str

    @property
    def synthetic(self) -> bool:
        """Whether the code lies in the range that belongs to nobody."""
        return is_synthetic(self.place)


def check_character(body: str) -> str:
    """The eighteenth character for seventeen: 31 − weighted sum modulo 31, 31 as 0 (GB 32100-2015)."""
    total = sum(_VALUE[character] * weight for character, weight in zip(body, WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def organisation_check_character(body: str) -> str:
    """The ninth character for eight of an organisation code: 11 − weighted sum modulo 11, 10 as X (GB 11714-1997)."""
    total = sum(int(character, 36) * weight for character, weight in zip(body, ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def read_credit_code(text: str) -> CreditCode:
    """What a unified social credit code says.

    Raises IdentifierError for a wrong length or letter (I, O, S, V and Z are not used), authority, place or check.
    """
    code = re.sub(r"[\s\-]", "", text).upper()
    if not _FORM.fullmatch(code):
        raise IdentifierError(f"统一社会信用代码“{text}”应为十八位，第三至八位为数字，不含字母 I、O、S、V、Z")
    if code[0] not in AUTHORITIES:
        raise IdentifierError(f"统一社会信用代码“{code}”首位 {code[0]} 不是登记管理部门代码")
    try:
        if code[2:8] != _NATIONAL:
            division_name(code[2:8])
    except IdentifierError as error:
        raise IdentifierError(f"统一社会信用代码“{code}”：{error}") from None
    if code[17] != check_character(code[:17]):
        raise IdentifierError(f"统一社会信用代码“{code}”的校验码应为 {check_character(code[:17])}，实为 {code[17]}")
    return CreditCode(code, AUTHORITIES[code[0]], code[2:8], code[8:17])
