"""One declaration of a field, for a case file, a sheet's column, a batch's column, a form on a page, an interface."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from shebao.fields import values
from shebao.fields.identifiers import IdentifierError, read_credit_code, read_identity_number
from shebao.fields.problem import Place, Problem, Wrong

_NOISE = re.compile(r"[\s_\-·:：]|[（(][^）)]{0,200}+[）)]")


class Kind(StrEnum):
    """What a field holds; the value that its text becomes is named beside it."""

    TEXT = "text"  # str
    CHOICE = "choice"  # str, the meaning
    FLAG = "flag"  # bool
    WHOLE = "whole"  # int
    NUMBER = "number"  # Decimal
    MONEY = "money"  # int, fen
    SHARE = "share"  # Decimal, 0…1
    YEARS = "years"  # int, 1/100 of a year
    DAY = "day"  # date
    MONTH = "month"  # Month
    IDENTITY = "identity"  # IdentityNumber
    CREDIT_CODE = "credit_code"  # CreditCode


@dataclass(frozen=True, slots=True)
class Field:
    """A field: the name in code, what people call it, other spellings, what it holds and within which bounds.

    `low` and `high` bound numbers (yuan for money, years for spans); `choices` map accepted spellings to their meaning;
    `unit` may follow a number; `longest` bounds texts; `help` tells who fills it in what to write.
    """

    key: str
    label: str
    spellings: tuple[str, ...] = ()
    kind: Kind = Kind.TEXT
    required: bool = False
    low: Decimal | int | None = None
    high: Decimal | int | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    longest: int = 0
    help: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The spellings that are read, without case, separators and bracketed remarks: key, label, others."""
        return tuple(dict.fromkeys(normalise(name) for name in (self.key, self.label, *self.spellings)))

    def parse(self, text: str) -> Any:
        """The value of a text. Raises Wrong."""
        return _PARSERS[self.kind](self, text)

    def judge(self, text: str, place: Place) -> tuple[Any, Problem | None]:
        """The value of a text (None where blank or wrong) and what is wrong with it at that place."""
        clean = text.strip()
        try:
            if not clean:
                if self.required:
                    raise Wrong("missing", "没有填写", self.help)
                return None, None
            return self.parse(clean), None
        except Wrong as wrong:
            return None, wrong.of(place, self.label, clean)


def normalise(name: str) -> str:
    """A field's name without case, separators and bracketed remarks."""
    return _NOISE.sub("", name).casefold()


def _text(declared: Field, text: str) -> str:
    if declared.longest and len(text) > declared.longest:
        raise Wrong("too_long", f"最多 {declared.longest} 个字，现有 {len(text)} 个")
    return text


def _identifier(read: Callable[[str], Any], code: str) -> Callable[[Field, str], Any]:
    def parse(declared: Field, text: str) -> Any:
        try:
            return read(text)
        except IdentifierError as error:
            raise Wrong(code, str(error)) from None

    return parse


_PARSERS: Mapping[Kind, Callable[[Field, str], Any]] = {
    Kind.TEXT: _text,
    Kind.CHOICE: lambda declared, text: values.choice(text, declared.choices),
    Kind.FLAG: lambda declared, text: values.flag(text),
    Kind.WHOLE: lambda declared, text: values.whole(text, declared.low, declared.high, declared.unit),
    Kind.NUMBER: lambda declared, text: values.number(text, declared.low, declared.high, declared.unit),
    Kind.MONEY: lambda declared, text: values.money(
        text, declared.low, values.MOST_YUAN if declared.high is None else declared.high
    ),
    Kind.SHARE: lambda declared, text: values.share(text),
    Kind.YEARS: lambda declared, text: values.years(text, 70 if declared.high is None else int(declared.high)),
    Kind.DAY: lambda declared, text: values.day(text),
    Kind.MONTH: lambda declared, text: values.month(text),
    Kind.IDENTITY: _identifier(read_identity_number, "not_an_identity_number"),
    Kind.CREDIT_CODE: _identifier(read_credit_code, "not_a_credit_code"),
}
