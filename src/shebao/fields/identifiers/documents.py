"""Documents by which persons are known (证件): a number of each kind read into its one spelling.

Sources: GB 11643-1999 (citizens), the numbers of the same form of residence permits (港澳台居民居住证) and of foreigners'
permanent residence cards since 2023-12-01; travel permits (来往内地通行证, 来往大陆通行证) keep their first nine or eight
characters for life, what follows counts renewals; passports after ICAO 9303, nine letters and digits at most.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shebao.fields.identifiers.errors import IdentifierError
from shebao.fields.identifiers.identity import Holder, read_identity_number


class DocumentKind(StrEnum):
    """Kinds of documents, as the record writes them."""

    CITIZEN = "citizen"
    RESIDENCE_PERMIT = "residence_permit"
    HONG_KONG_MACAO = "hong_kong_macao"
    TAIWAN = "taiwan"
    FOREIGNER = "foreigner"
    PASSPORT = "passport"

    @property
    def label(self) -> str:
        """What people call it."""
        return _LABELS[self]


@dataclass(frozen=True, slots=True)
class Document:
    """A document: its kind, the number in its one spelling, birth and sex ('' or None where the number does not say)."""

    kind: DocumentKind
    number: str
    birth: date | None = None
    sex: str = ""


_LABELS = {
    DocumentKind.CITIZEN: "居民身份证",
    DocumentKind.RESIDENCE_PERMIT: "港澳台居民居住证",
    DocumentKind.HONG_KONG_MACAO: "港澳居民来往内地通行证",
    DocumentKind.TAIWAN: "台湾居民来往大陆通行证",
    DocumentKind.FOREIGNER: "外国人永久居留身份证",
    DocumentKind.PASSPORT: "护照",
}
_HOLDERS = {
    DocumentKind.CITIZEN: {Holder.CITIZEN},
    DocumentKind.RESIDENCE_PERMIT: {Holder.HONG_KONG, Holder.MACAO, Holder.TAIWAN},
    DocumentKind.FOREIGNER: {Holder.FOREIGNER},
}
_FORMS = {
    DocumentKind.HONG_KONG_MACAO: (
        re.compile(r"([HM][0-9]{8})(?:[0-9]{2})?"),
        "H 或 M 加八位数字（后面可以有两位换证次数）",
    ),
    DocumentKind.TAIWAN: (re.compile(r"([0-9]{8})(?:[0-9]{2}[A-Z]?)?"), "八位数字（后面可以有两位换证次数）"),
    DocumentKind.FOREIGNER: (re.compile(r"([A-Z]{3}[0-9]{12})"), "9 开头的十八位，或旧证的三个字母加十二位数字"),
    DocumentKind.PASSPORT: (re.compile(r"([A-Z0-9]{5,9})(?<=[0-9])"), "五至九位字母和数字，末位为数字"),
}
_FIFTEEN = re.compile(r"[0-9]{6}19[0-9]{9}[0-9X]")


def plain(text: str) -> str:
    """Letters and digits only, half width, in capitals: what is left of a number in any spelling."""
    return "".join(each for each in unicodedata.normalize("NFKC", text).upper() if each.isascii() and each.isalnum())


def read_document(kind: DocumentKind, text: str, today: date | None = None) -> Document:
    """A document of a kind from its number in any spelling; 15 digits of a citizen become 18. Raises IdentifierError."""
    number = plain(text)
    form, expected = _FORMS.get(kind, (None, ""))
    if form is not None:
        met = form.fullmatch(number)
        if met:
            return Document(kind, met[1])
        if kind not in _HOLDERS or len(number) != 18:
            raise IdentifierError(f"{kind.label}号码应为{expected}，实为 {len(number)} 个字符")
    read = read_identity_number(number, today)
    if read.holder not in _HOLDERS[kind]:
        raise IdentifierError(f"这个号码不是{kind.label}的号码，请核对证件类型")
    return Document(kind, read.text, read.birth, read.sex)


def possible_documents(text: str, today: date | None = None) -> tuple[Document, ...]:
    """What a number may be, the kinds with a check character first; nothing where it can be no document's."""
    found = []
    for kind in DocumentKind:
        try:
            found.append(read_document(kind, text, today))
        except IdentifierError:
            continue
    return tuple(found)


def spellings(number: str) -> tuple[str, ...]:
    """Every spelling under which a number may have been kept: itself, and with 18 characters the old one with 15."""
    return (number, number[:6] + number[8:17]) if _FIFTEEN.fullmatch(number) else (number,)
