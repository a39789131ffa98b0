"""Checks of classification codes: unknown, retired and of another year, with what to write instead."""

from __future__ import annotations

from shebao.accounts.importing.checks import Judge, Judged
from shebao.classification.subjects import Classification


def subject_code(classification: Classification, what: str, length: int, year: int, *, blank: bool) -> Judge:
    """Accepts a code of `length` digits that was in use in `year`; names are looked up and suggested."""

    def judge(text: str) -> Judged:
        code = "".join(text.split())
        if not code:
            return Judged("") if blank else Judged(None, f"没有填{what}", f"填 {length} 位编码")
        if not code.isdecimal():
            return Judged(None, f"不是{what}编码", _by_name(classification, text, length, year))
        if len(code) != length:
            return Judged(None, f"{what}编码应为 {length} 位", _children(classification, code, length))
        subject = classification.get(code, year)
        if subject is None:
            return Judged(None, f"没有这个{what}", _neighbours(classification, code))
        if not classification.in_use(code, year):
            years = f"{subject.year_from}–{subject.year_to}"
            return Judged(
                None,
                f"{what} {code}“{subject.name}”在 {year} 年不使用（使用年份 {years}）",
                _by_name(classification, subject.name, length, year),
            )
        return Judged(code)

    return judge


def _by_name(classification: Classification, name: str, length: int, year: int) -> str:
    exact = [
        s for s in classification.named(name, year) if len(s.code) == length and classification.in_use(s.code, year)
    ]
    near = exact or [s for s in classification.near(name, 3) if len(s.code) == length]
    return f"是否为 {near[0].code} {near[0].name}" if near else f"填 {length} 位编码"


def _children(classification: Classification, code: str, length: int) -> str:
    below = sorted(s.code for s in classification if s.code.startswith(code) and len(s.code) == length)
    return f"请细化到 {length} 位，如 {below[0]}" if below else f"填 {length} 位编码"


def _neighbours(classification: Classification, code: str) -> str:
    siblings = sorted(s.code for s in classification if s.code[:-2] == code[:-2])
    if siblings:
        nearest = min(siblings, key=lambda other: abs(int(other) - int(code)))
        subject = classification.get(nearest)
        return f"是否为 {nearest} {subject.name if subject else ''}；本地增设的科目请在 accounts.yaml 的 extra_subjects 中登记"
    return "请核对编码；本地增设的科目请在 accounts.yaml 的 extra_subjects 中登记"
