"""Personal data in what is to be published: identity numbers, mobile phones, bank accounts, names in lists of people.

Basis: 《个人信息保护法》第二十八条、第三十四条；《政府信息公开条例》第十五条. What was found is shown masked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from shebao.fields.identifiers import IdentifierError, read_credit_code, read_identity_number
from shebao.fields.identifiers.identity import check_character
from shebao.publishing.pieces import Piece

_START, _END = r"(?<![\dA-Za-z.])", r"(?![\dA-Za-z]|\.\d)"
_DIGIT, _GAP = "[0-9OoIl]", r"[ \-·•‧・_/.:]{0,2}"
_IDENTITY = re.compile(
    rf"(?<![\d.])({_DIGIT}{{6}}{_GAP}({_DIGIT}{{4}}{_GAP}{_DIGIT}{{2}}{_GAP}{_DIGIT}{{2}}){_GAP}{_DIGIT}{{3}}{_GAP}[\dXx])"
    r"(?![\dXx]|\.\d)"
)
_NEAR = re.compile(r"(?<![\dA-Za-z.])\d(?:[ -]?\d){14,16}[ -]?\d?[ -]?[\dXx](?![\dA-Za-z]|\.\d)")
_WHOLE = 18
_SHORT = re.compile(rf"{_START}\d{{15}}{_END}")
_MISREAD = str.maketrans("OoIl", "0011")
_OLDEST_YEAR = 1880
_DIGITS = "0123456789"
_MOBILE = re.compile(rf"(?:{_START}|(?<=\+86)|(?<=\+86[ -]))1[3-9]\d[ -]?\d{{4}}[ -]?\d{{4}}{_END}")
_CARD = re.compile(rf"{_START}[3-69]\d{{3}}(?:[ -]?\d{{4}}){{3}}(?:[ -]?\d{{1,3}})?{_END}")
_ACCOUNT = re.compile(r"(?:[账帐]\s*[号户]|卡\s*号)[^\d\n。；，]{0,10}(\d[\d -]{6,32}\d)(?!\.?\d)")
_NAMED = re.compile(r"姓\s*名\s*[:：]\s*([\u3400-\u9fff·]{2,15})")
_NAME_COLUMN = re.compile(r"(?:人员|职工|参保人?|申请人|本人|户主|负责人|受益人|享受人)?(?:姓名|名字)")
_NAME = re.compile(r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]{1,8}(?:·[\u3400-\u9fff]{1,8})+")
_NO_NAMES = frozenset({"合计", "小计", "总计", "无", "备注", "单位", "姓名"})


@dataclass(frozen=True, slots=True)
class PersonalDatum:
    """A datum of a person: what kind, masked, and where it stands."""

    kind: str
    masked: str
    place: str


def personal_data(pieces: Iterable[Piece]) -> Iterator[PersonalDatum]:
    """Each datum once a place, in reading order."""
    seen: set[PersonalDatum] = set()
    for piece in pieces:
        for found in _in(piece):
            if found not in seen:
                seen.add(found)
                yield found


def _in(piece: Piece) -> Iterator[PersonalDatum]:
    text = unicodedata.normalize("NFKC", piece.text).replace("−", "-").replace("－", "-")
    taken: list[tuple[int, int]] = []
    for kind, start, end in (*_identities(text), *_mobiles(text), *_cards(text), *_accounts(text)):
        if not any(start < stop and begin < end for begin, stop in taken):
            taken.append((start, end))
            yield PersonalDatum(kind, masked(text[start:end]), piece.place)
    for name in _names(text, piece.column):
        yield PersonalDatum("姓名", name[0] + "＊" * (len(name) - 1), piece.place)


def _identities(text: str) -> Iterator[tuple[str, int, int]]:
    """Numbers of a person, and what looks like one: eighteen places with a possible date of birth among them.

    A wrong refusal costs a look, a miss publishes a person: so neither the division nor the check character decides.
    """
    for match in _IDENTITY.finditer(text):
        number = re.sub(r"[^0-9X]", "", match[1].translate(_MISREAD).upper())
        if _is_identity(number):
            yield "身份号码", *match.span(1)
        elif _possible_birth(number[6:14]) and not _is_credit_code(number):
            yield "疑似身份号码（校验码或区划不符）", *match.span(1)
    for match in _NEAR.finditer(text):
        if _is_near(re.sub("[ -]", "", match[0]).upper()):
            yield "疑似身份号码（少一位、多一位或抄错一位）", *match.span()
    for match in _SHORT.finditer(text):
        if _is_identity(match[0]):
            yield "身份号码", *match.span()


def _is_identity(number: str) -> bool:
    try:
        read_identity_number(number)
    except IdentifierError:
        return False
    return True


def _is_near(characters: str) -> bool:
    """Whether a digit left out, put in, written wrong or moved makes of it a number of a person."""
    return any(
        number[6:8] in ("18", "19", "20")
        and number[:17].isdecimal()
        and check_character(number[:17]) == number[17]
        and _is_identity(number)
        for number in _mended(characters)
    )


def _mended(characters: str) -> Iterator[str]:
    """The numbers of eighteen places that one slip of the hand may have made this of."""
    places = range(len(characters))
    if len(characters) == _WHOLE - 1:
        for at in range(_WHOLE):
            yield from (
                f"{characters[:at]}{digit}{characters[at:]}" for digit in ("0123456789X" if at == 17 else _DIGITS)
            )
    elif len(characters) == _WHOLE + 1:
        yield from (characters[:at] + characters[at + 1 :] for at in places)
    elif len(characters) == _WHOLE:
        for at in places[:17]:
            yield from (characters[:at] + digit + characters[at + 1 :] for digit in _DIGITS)
        for at in places[:16]:
            yield characters[:at] + characters[at + 1] + characters[at] + characters[at + 2 :]


def _possible_birth(digits: str) -> bool:
    try:
        birth = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return birth.year >= _OLDEST_YEAR and birth <= date.today()


def _mobiles(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _MOBILE.finditer(text):
        yield "手机号码", *match.span()


def _cards(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if luhn(digits) and len(set(digits)) > 1 and not _is_credit_code(digits):
            yield "银行卡号", *match.span()


def _accounts(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _ACCOUNT.finditer(text):
        if 8 <= len(re.sub(r"\D", "", match[1])) <= 30:
            yield "银行账号", *match.span(1)


def _is_credit_code(digits: str) -> bool:
    try:
        read_credit_code(digits)
    except IdentifierError:
        return False
    return True


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of those before it (ISO/IEC 7812, Luhn)."""
    doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(digits)))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def _names(text: str, column: str) -> Iterator[str]:
    yield from (match[1] for match in _NAMED.finditer(text))
    in_column = any(_NAME_COLUMN.fullmatch("".join(words.split())) for words in column.split("\n"))
    bare = "".join(text.split())
    if in_column and bare not in _NO_NAMES and _NAME.fullmatch(bare):
        yield bare


def masked(number: str) -> str:
    """The number with all but its first four and last two characters hidden."""
    bare = "".join(character for character in number if character.isalnum())
    return bare[:4] + "＊" * max(len(bare) - 6, 0) + bare[-2:] if len(bare) > 8 else "＊" * len(bare)
