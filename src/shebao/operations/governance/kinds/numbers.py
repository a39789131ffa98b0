"""Identity numbers and unified social credit codes: form, check character, place, birth, sex (GB 11643, GB 32100)."""

from __future__ import annotations

from dataclasses import dataclass

import ibis

from shebao.fields.identifiers.credit_code import ALPHABET, AUTHORITIES
from shebao.fields.identifiers.credit_code import WEIGHTS as CREDIT_WEIGHTS
from shebao.fields.identifiers.divisions import SYNTHETIC_PREFIX, divisions
from shebao.fields.identifiers.identity import WEIGHTS
from shebao.operations.governance.context import Row, Value
from shebao.operations.governance.kinds.base import Column, Columns, KindError, RowKind, kind

_SOUND = "^[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]$"
_CREDIT = f"^[{''.join(AUTHORITIES)}][{ALPHABET}][0-9]{{6}}[{ALPHABET}]{{10}}$"
_PERMITS = ("81", "82", "83", "9")
ASPECTS = ("form", "check", "date", "place", "birth", "sex")


def _digits(number: Value) -> Value:
    """The first seventeen characters as an integer, unknown where the form is wrong."""
    return number.re_search(_SOUND).ifelse(number.left(17), ibis.null("string")).cast("int64")


def _wrong_check(number: Value) -> Value:
    """Σ digit × weight + check ≢ 1 (mod 11), with digit k = ⌊n ÷ 10^k⌋ − 10 ⌊n ÷ 10^(k+1)⌋ and 10 ≡ −1."""
    body, falling = _digits(number), WEIGHTS[::-1]
    factors = [falling[0], *((weight + before) % 11 for weight, before in zip(falling[1:], falling, strict=False))]
    total = body * factors[0]
    for position, factor in enumerate(factors[1:], start=1):
        total = total + body // 10**position * factor
    last = number.right(1)
    check = (last == "X").ifelse(10, last.ascii_str().cast("int64") - ord("0"))
    return (total % 11 + check) % 11 != 1


def _impossible_date(number: Value) -> Value:
    """A 31st of a short month, a 30 February, a 29 February outside of leap years."""
    born = _digits(number) // 1000 % 10**8
    year, month, day = born // 10_000, born // 100 % 100, born % 100
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    longest = month.isin((4, 6, 9, 11)).ifelse(30, (month == 2).ifelse(leap.ifelse(29, 28), 31))
    return day > longest


def _unknown_place(number: Value) -> Value:
    """No province with these two digits, or no district of Wuhan with these six; permits and 4299 aside."""
    known = divisions()
    provinces = sorted({code[:2] for code in known})
    wuhan = sorted(code for code in known if code.startswith("4201"))
    strange = number.left(2).notin(provinces) | ((number.left(4) == "4201") & number.left(6).notin(wuhan))
    exempt = (number.left(4) == SYNTHETIC_PREFIX) | number.left(2).isin(_PERMITS[:3]) | (number.left(1) == "9")
    return strange & ~exempt


@kind("identity_number", "身份号码")
@dataclass(frozen=True, slots=True)
class Identity(RowKind):
    """An identity number's form, check character, birth date, place; or its birth or sex against another column."""

    column: Column
    aspect: str
    birth: Column | None = None
    sex: Column | None = None
    male: str = "1"
    female: str = "2"

    def validate(self) -> None:
        if self.aspect not in ASPECTS:
            raise KindError("aspect", f"应为 {'、'.join(ASPECTS)} 之一，实为“{self.aspect}”")
        for aspect, other in (("birth", self.birth), ("sex", self.sex)):
            if (self.aspect == aspect) != (other is not None):
                raise KindError(aspect, f"核对 {aspect} 时应有且只有 {aspect} 列")

    def uses(self) -> Columns:
        return tuple(name for name in (self.column, self.birth, self.sex) if name)

    def broken(self, row: Row) -> Value:
        number = row[self.column]
        if self.aspect == "form":
            return ~number.re_search(_SOUND)
        if self.aspect == "check":
            return _wrong_check(number)
        if self.aspect == "date":
            return _impossible_date(number)
        if self.aspect == "place":
            return _unknown_place(number)
        if self.birth:
            day = row[self.birth]
            born = day.year().cast("int64") * 10_000 + day.month().cast("int64") * 100 + day.day().cast("int64")
            return born != _digits(number) // 1000 % 10**8
        sex, odd = row[str(self.sex)], _digits(number) % 2
        return ((sex == self.male) & (odd == 0)) | ((sex == self.female) & (odd == 1))


@kind("credit_code", "统一社会信用代码")
@dataclass(frozen=True, slots=True)
class CreditCode(RowKind):
    """A unified social credit code's `form` or `check` character."""

    column: Column
    aspect: str

    def validate(self) -> None:
        if self.aspect not in ("form", "check"):
            raise KindError("aspect", f"应为 form、check 之一，实为“{self.aspect}”")

    def uses(self) -> Columns:
        return (self.column,)

    def broken(self, row: Row) -> Value:
        code = row[self.column]
        sound = code.re_search(_CREDIT)
        if self.aspect == "form":
            return ~sound
        characters = sound.ifelse(code, ibis.null("string"))
        values = [ibis.literal(ALPHABET).find(characters.substr(place, 1)).cast("int64") for place in range(18)]
        total = sum((value * weight for value, weight in zip(values, (*CREDIT_WEIGHTS, 1), strict=True)), start=0)
        return total % 31 != 0
