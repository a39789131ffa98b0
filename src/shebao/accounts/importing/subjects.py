"""Checks of classification codes: unknown, retired and of another year, with what to write instead."""

from __future__ import annotations

from shebao.accounts.importing.checks import Judge, Judged
from shebao.accounts.importing.writing import narrow
from shebao.classification.subjects import Classification

_REGISTER = "本地增设的科目请在 accounts.yaml 的 extra_subjects 中登记"


def subject_code(classification: Classification, what: str, length: int, year: int) -> Judge:
    """Accepts a blank or a code of `length` digits that was in use in `year`; names are looked up and suggested."""

    def judge(text: str) -> Judged:
        code = "".join(narrow(text).split())
        if not code:
            return Judged("")
        if not (code.isascii() and code.isdecimal()):
            return Judged(None, "not_a_code", f"不是{what}编码", _by_name(classification, text[:60], length, year))
        if len(code) != length:
            return Judged(
                None, "code_length", f"{what}编码应为 {length} 位", _children(classification, code, length, year)
            )
        subject = classification.get(code, year)
        if subject is None:
            return Judged(None, "unknown_code", f"没有这个{what}", _neighbours(classification, code))
        if not classification.in_use(code, year):
            span = f"{subject.year_from}–{subject.year_to}"
            return Judged(
                None,
                "code_not_in_use",
                f"{what} {code}“{subject.name}”在 {year} 年不使用（使用年份 {span}）",
                _successor(classification, code, subject.name, length, year),
            )
        if subject.parent is not None and subject.parent not in classification:
            return Judged(None, "code_without_parent", f"{what} {code} 的上级科目 {subject.parent} 没有登记", _REGISTER)
        return Judged(code)

    return judge


def _successor(classification: Classification, code: str, name: str, length: int, year: int) -> str:
    replaced = classification.successor(code, year)
    return f"应改用 {replaced.code} {replaced.name}" if replaced else _by_name(classification, name, length, year)


def _by_name(classification: Classification, name: str, length: int, year: int) -> str:
    exact = [
        s for s in classification.named(name, year) if len(s.code) == length and classification.in_use(s.code, year)
    ]
    near = exact or [
        s
        for s in classification.near(name, 5, cutoff=0.6)
        if len(s.code) == length and classification.in_use(s.code, year)
    ]
    return f"是否为 {near[0].code} {near[0].name}" if near else f"填 {length} 位编码"


def _children(classification: Classification, code: str, length: int, year: int) -> str:
    below = sorted(
        s.code for s in classification if s.code.startswith(code) and len(s.code) == length and s.year_to >= year
    )
    return f"请细化到 {length} 位，如 {below[0]}" if code and below else f"填 {length} 位编码"


def _neighbours(classification: Classification, code: str) -> str:
    siblings = sorted({s.code for s in classification if s.code[:-2] == code[:-2]})
    if not siblings:
        return f"请核对编码；{_REGISTER}"
    nearest = min(siblings, key=lambda other: (_differing(other, code), abs(int(other) - int(code))))
    subject = classification.get(nearest)
    return f"是否为 {nearest} {subject.name if subject else ''}；{_REGISTER}"


def _differing(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))
