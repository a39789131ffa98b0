"""The search: what was typed is told apart (number, letters, characters) and looked for; what comes back is bounded."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from shebao.fields.identifiers import IdentifierError, read_credit_code, read_identity_number
from shebao.fields.identifiers.documents import plain, possible_documents, spellings
from shebao.operations.linking.names import compared
from shebao.operations.record.record import Record
from shebao.operations.record.rows import SubjectKind
from shebao.operations.registry.merging import merged_into
from shebao.operations.registry.own_numbers import is_own_number, read_own_number
from shebao.operations.registry.sounds import letters
from shebao.server.operations.counter import reading
from shebao.server.operations.counter.following import catch_up
from shebao.server.operations.records.reading import present, subjects_with, whole_records
from shebao.server.platform.access import masks

MOST_FOUND = 20
LONGEST = 120
_SHORTEST = 2
_MOBILE = _OWN = 11


@dataclass(frozen=True)
class Found:
    """What a search came to: records of persons and employers; `more` where a second criterion is needed."""

    persons: tuple[Record, ...] = ()
    employers: tuple[Record, ...] = ()
    more: bool = False
    told: str = ""


def search(text: str, born: date | None = None) -> Found:
    """Persons by document, card, telephone, own number, name or its sound; employers by codes, own number, part of the name."""
    words = text.replace("\x00", "").strip()[:LONGEST]
    if not words:
        return Found()
    number = plain(words)
    if is_number(words):
        return _by_number(number)
    if len(words) < _SHORTEST:
        return Found(told=f"请至少写 {_SHORTEST} 个字")
    if compared_words(words).startswith("?"):
        return Found(told="问号代表一个打不出的字；前面至少写出姓")
    caught = catch_up()
    sound = letters(words)
    ids = reading.sounding(sound, born) if sound else reading.named(compared_words(words), born)
    found = _told(ids, born)
    if caught.behind and not ids:
        return Found(told="刚刚批量登记的人还没有全部编入姓名查找，请过一分钟再查，或改用证件号码")
    return found


def is_number(words: str) -> bool:
    """Whether something typed is a number of whatever kind, not a name."""
    number = plain(words)
    written = sum(each.isalnum() for each in unicodedata.normalize("NFKC", words))
    return any(each.isdigit() for each in number) and len(number) == written


def compared_words(words: str) -> str:
    """A name as names are compared; a question mark stays, for one character that nobody can type."""
    return "?".join(compared(part).key for part in words.replace("？", "?").replace("*", "?").split("?"))


def _told(ids: list[int], born: date | None) -> Found:
    found = _of(ids[:MOST_FOUND])
    if len(ids) <= MOST_FOUND:
        return found
    if found.persons:
        told = f"重名太多，只列出前 {MOST_FOUND} 个；请{'再填出生日期，或' if born is None else ''}改用证件号码"
    else:
        told = f"名称里有这几个字的单位太多，只列出前 {MOST_FOUND} 个；请多写几个字，或改用单位编号、信用代码"
    return replace(found, more=True, told=told)


def _of(ids: Iterable[int]) -> Found:
    """The records of these numbers; who was merged into another number is shown under that."""
    records = whole_records(list(ids))
    at = present()
    onward = {key: into for key, record in records.items() if (into := merged_into(record.known(at)))}
    records |= whole_records([into for into in onward.values() if into not in records]) if onward else {}
    listed = list(dict.fromkeys(onward.get(key, key) for key in ids if key in records))
    persons = tuple(records[key] for key in listed if key in records and records[key].kind is SubjectKind.PERSON)
    employers = tuple(records[key] for key in listed if key in records and records[key].kind is SubjectKind.EMPLOYER)
    return Found(persons, employers)


def _by_number(number: str) -> Found:
    """Whoever has or had the number, whatever kind of number it may be; nobody, with what it looks like."""
    ids: dict[int, None] = {}
    own = read_own_number(number)
    if own is not None:
        ids[own] = None
    ids |= dict.fromkeys(_holders(number))
    catch_up()
    ids |= dict.fromkeys(reading.coded(number))
    found = _of(ids)
    if found.persons or found.employers:
        return found
    return Found(told=_nobody(number))


def _holders(number: str) -> list[int]:
    """Persons with this document in any spelling, card or telephone."""
    found: list[int] = []
    for each in dict.fromkeys(s for document in possible_documents(number) for s in spellings(document.number)):
        found += subjects_with("identity_number", each)
    found += subjects_with("card", number)
    if number.isdecimal() and len(number) == _MOBILE and number.startswith("1"):
        found += subjects_with("telephone", number)
    return found


def _nobody(number: str) -> str:
    """Why nobody was found: what is wrong with the number, or that nobody has it. The number itself is not repeated."""
    if _is_credit_code(number):
        return "没有这个统一社会信用代码的单位"
    if len(number) in (15, 18) and number[:6].isdecimal():
        try:
            read_identity_number(number)
        except IdentifierError as error:
            return str(error).replace(number, masks.identity_number(number))
        return "没有这个证件号码的记录；可从事项“职工参保登记”新建"
    if number.isdecimal() and len(number) == _OWN and not is_own_number(int(number)):
        return "没有这个编号或电话；作为个人编号、单位编号校验位不对，请核对"
    return "没有人或单位有这个号码"


def _is_credit_code(number: str) -> bool:
    try:
        read_credit_code(number)
    except IdentifierError:
        return False
    return True
