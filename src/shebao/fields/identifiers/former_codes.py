"""Numbers of organisations from before the unified credit code: organisation codes (GB 11714-1997) and business registration
numbers of thirteen or fifteen digits (GS15-2006). A credit code carries the organisation code in it, so the old one finds the new."""

from __future__ import annotations

import re

from shebao.fields.identifiers.check_digits import mod_11_10
from shebao.fields.identifiers.credit_code import organisation_check_character
from shebao.fields.identifiers.documents import plain
from shebao.fields.identifiers.errors import IdentifierError

_ORGANISATION = re.compile(r"[0-9A-Z]{8}[0-9X]")
_REGISTRATION = re.compile(r"[0-9]{13}|[0-9]{15}")


def read_organisation_code(text: str) -> str:
    """An organisation code (组织机构代码) as nine characters without the hyphen. Raises IdentifierError."""
    code = plain(text)
    if not _ORGANISATION.fullmatch(code):
        raise IdentifierError(f"组织机构代码应为八位数字或字母加一位校验码，实为 {len(code)} 个字符")
    expected = organisation_check_character(code[:8])
    if code[8] != expected:
        raise IdentifierError(f"组织机构代码“{code}”的校验码应为 {expected}，实为 {code[8]}")
    return code


def read_registration_number(text: str) -> str:
    """A business registration number (工商注册号). Fifteen digits end with a check digit. Raises IdentifierError."""
    number = plain(text)
    if not _REGISTRATION.fullmatch(number):
        raise IdentifierError(f"工商注册号应为十五位数字，早年的为十三位，实为 {len(number)} 个字符")
    if len(number) == 15:
        expected = str(mod_11_10(number[:14]))
        if number[14] != expected:
            raise IdentifierError(f"工商注册号“{number}”的校验码应为 {expected}，实为 {number[14]}")
    return number
