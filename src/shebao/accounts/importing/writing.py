"""How other programs write what a sheet holds: marks that nobody sees, wide figures, debit and credit beside each other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

import numpy as np

from shebao.accounts.ledger import Coded

DEBIT, CREDIT = "debit", "credit"
SIDES = {
    DEBIT: ("借方金额", "借方", "借方发生额", "借方本币金额", "借方金额(元)", "借方(元)"),
    CREDIT: ("贷方金额", "贷方", "贷方发生额", "贷方本币金额", "贷方金额(元)", "贷方(元)"),
}
"""Headers of the two columns that stand for one amount in exports of vouchers."""
_CREDIT_KINDS = ("收入", "年初", "使用")
_SPACE = re.compile(r"\s+")


def header_key(text: str) -> str:
    """A header without what does not tell headers apart: white space, line breaks, invisible marks, width, 代码 or 编码."""
    visible = "".join(character for character in text if unicodedata.category(character) != "Cf")
    return _SPACE.sub("", unicodedata.normalize("NFKC", visible)).replace("代码", "编码")


def visible(text: str) -> str:
    """A cell without invisible marks (Unicode Cf), such as those that the calculator or a bank's page copies along."""
    if text.isascii():
        return text
    return "".join(character for character in text if unicodedata.category(character) != "Cf")


def narrow(text: str) -> str:
    """A figure, a date or a code with half-width characters, without invisible marks and spaces around it."""
    return text.strip() if text.isascii() else unicodedata.normalize("NFKC", visible(text)).strip()


def one_amount(columns: Mapping[str, Coded]) -> dict[str, Coded]:
    """The columns with debit and credit as one amount: income by credit less debit, everything else by debit less credit.

    What is no figure stays as written, so that it is refused where it stands.
    """
    if "amount" in columns or DEBIT not in columns or CREDIT not in columns:
        return dict(columns)
    kept = {key: column for key, column in columns.items() if key not in SIDES}
    debit, credit, kind = columns[DEBIT], columns[CREDIT], columns.get("kind")
    values: dict[str, int] = {}
    codes = np.zeros(len(debit.codes), np.int32)
    for row in range(len(debit.codes)):
        by_credit = kind is not None and kind.at(row).strip().startswith(_CREDIT_KINDS)
        first, second = (credit, debit) if by_credit else (debit, credit)
        codes[row] = values.setdefault(_difference(first.at(row), second.at(row)), len(values))
    return {**kept, "amount": Coded(list(values), codes)}


def _difference(first: str, second: str) -> str:
    if not first.strip() and not second.strip():
        return ""
    figures = []
    for text in (first, second):
        try:
            figures.append(_figure(text))
        except InvalidOperation:
            return text
    return f"{figures[0] - figures[1]:f}"


def _figure(text: str) -> Decimal:
    bare = re.sub(r"[\s,￥¥]", "", narrow(text))
    figure = Decimal(bare) if bare else Decimal(0)
    if not figure.is_finite():
        raise InvalidOperation
    return figure
