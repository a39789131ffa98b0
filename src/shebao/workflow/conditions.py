"""Conditions that machines share: separation of duties (不相容岗位分离), words and dates that must be given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from shebao.workflow.transitions import Condition, Refusal, Request, S


def none_of(people: Callable[[S], frozenset[int]], code: str, message: str) -> Condition[S]:
    """The person must be none of those: whoever prepared a matter does not decide it."""

    def separated(situation: S, request: Request) -> Refusal | None:
        return Refusal(code, message) if request.person in people(situation) else None

    return separated


def text_given(name: str, message: str, longest: int) -> Condition[S]:
    """The input of that name must be filled in, with at most `longest` characters."""

    def filled_in(situation: S, request: Request) -> Refusal | None:
        text = request.inputs.get(name, "").strip()
        if not text:
            return Refusal("missing", message, name)
        if len(text) > longest:
            return Refusal("too_long", f"最多 {longest} 个字，现有 {len(text)} 个", name)
        return None

    return filled_in


def date_given(name: str, label: str, message: str, earliest: date) -> Condition[S]:
    """The input of that name must be a date (2025-08-15), not before `earliest` and not after today."""

    def dated(situation: S, request: Request) -> Refusal | None:
        text = request.inputs.get(name, "").strip()
        if not text:
            return Refusal("missing", message, name)
        try:
            given = date.fromisoformat(text)
        except ValueError:
            return Refusal("not_a_date", f"{label}应写作 2025-08-15 这样的年-月-日", name)
        if given > request.today:
            return Refusal("future", f"{label}晚于今天，请核对", name)
        if given < earliest:
            return Refusal("too_early", f"{label}过早，请核对年份", name)
        return None

    return dated
