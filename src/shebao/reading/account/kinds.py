"""What a number is that no reader made a figure of: a date, an ordinal, a code, or none of these."""

from __future__ import annotations

import re

from shebao.classification import department_economic, functional
from shebao.reading.account.tokens import Token
from shebao.report.account import Outcome, Part

_YEAR = re.compile(r"(?:19|20)\d\d")
_DATE_AFTER = re.compile(r"\s*[年月日号时]|\s*[-—–~至]+\s*(?:\d{4}\s*年|\d{1,2}\s*[月日]|\d{1,2}\s*年)")
_DATE_IN = re.compile(r"(?:19|20)\d\d\s*[-./—–~至]\s*\d{1,4}(?:\s*[-./]\s*\d{1,2})?")
_MONTH_OR_DAY = re.compile(r"\s*(?:月(?!份?数)|日(?!均)|时\d|:\d)|\s*[-—–~至]\s*\d{1,2}\s*[月日]")
_BEFORE_DATE = re.compile(r"[年月]\s*$|[-/.]\s*$")
_ORDINAL_BEFORE = re.compile(r"(?:第|图|[附]?表|附件|公开|序号|[之注])\s*$")
_ORDINAL_AFTER = re.compile(r"\s*(?:[行栏]|号表|表|页)")
_AFTER_LEADING = re.compile(r"\s*+(?:[)）]\s*+)?[、．.)）](?!\d)|\s*+[)）]")
_DOCUMENT = re.compile(r"[〔\[［（(]\s*$")
_DOCUMENT_AFTER = re.compile(r"\s*[〕\]］）)]\s*第?\s*\d+\s*号|\s*号(?!召|码)")
_LETTER_BEFORE = re.compile(r"[A-Za-z][-.]?$")
_LETTER_AFTER = re.compile(r"[A-Za-z]")
_PHONE = re.compile(r"\d{3,4}-\d{7,8}")
_RATIO_UNIT = re.compile(r"\s*(?:kV|KV|km|Km|KM|kg|KG|Kg|t|m|cm|mm|M|G|T|MW|kW|kwh|㎡|ml|L)(?![A-Za-z])")
_LONGEST_NUMBER = 12


def kind_of(token: Token, *, contents: bool, numbered: bool) -> Outcome:
    """What a token is by the characters around it; `numbered` where its table has 行次."""
    line, start, end = token.line, token.start, token.end
    before = line[max(0, start - 12) : start] if token.edges.first < start else token.before
    after = line[end : end + 12] if end <= token.edges.last else token.after
    whole = token.digits == token.text
    if _is_date(token, before, after):
        return Outcome.DATE
    if contents or _is_ordinal(token, before, after):
        return Outcome.ORDINAL
    if _is_code(token, before, after):
        return Outcome.CODE
    if token.part is Part.TABLES and whole:
        if _is_subject(token.digits):
            return Outcome.CODE
        if numbered and len(token.digits) <= 3:
            return Outcome.ORDINAL
    if token.part in (Part.TABLES, Part.NOTES) and whole and token.edges.has_formula:
        return Outcome.ORDINAL
    return Outcome.UNREAD


def _is_date(token: Token, before: str, after: str) -> bool:
    if "." in token.text or "," in token.text:
        return bool(_DATE_IN.search(token.line, max(0, token.start - 5), token.end + 6)) and bool(
            _YEAR.fullmatch(token.text.partition(".")[0])
        )
    if _YEAR.fullmatch(token.digits):
        alone = not before.strip() and not after.strip()
        return alone or bool(_DATE_AFTER.match(after) or _DATE_IN.match(token.line, token.start))
    if len(token.digits) > 2:
        return False
    return bool(_MONTH_OR_DAY.match(after)) or (
        bool(_BEFORE_DATE.search(before))
        and bool(_DATE_IN.search(before + token.digits) or before.rstrip()[-1:] in "年月")
    )


def _is_ordinal(token: Token, before: str, after: str) -> bool:
    if _ORDINAL_BEFORE.search(before) or (_ORDINAL_AFTER.match(after) and token.digits == token.text):
        return True
    at_start = token.start <= token.edges.lead
    return at_start and len(token.digits) <= 2 and bool(_AFTER_LEADING.match(after))


def _is_code(token: Token, before: str, after: str) -> bool:
    if len(token.digits) > _LONGEST_NUMBER and token.text == token.digits:
        return True
    if _DOCUMENT.search(before) and _DOCUMENT_AFTER.match(after):
        return True
    if _DOCUMENT_AFTER.match(after) and token.digits == token.text:
        return True
    if _LETTER_BEFORE.search(before) or (_LETTER_AFTER.match(after) and not _RATIO_UNIT.match(after)):
        return True
    around = token.line[max(0, token.start - 5) : token.end + 9]
    return "-" in around and bool(_PHONE.search(around))


def _is_subject(digits: str) -> bool:
    if len(digits) == 2 and digits.startswith("0"):
        return True
    known = digits[:3] in functional() or digits[:3] in department_economic()
    return len(digits) in (3, 5, 7) and known
