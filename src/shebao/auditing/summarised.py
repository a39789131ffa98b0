"""The summaries of the narrative and the project forms that they speak of, with their amounts in one unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from difflib import SequenceMatcher

from shebao.auditing.context import Context
from shebao.auditing.forms import projects
from shebao.auditing.performance_text import Summary, summaries
from shebao.money import Interval
from shebao.report.forms import Form
from shebao.report.provenance import Figure

_TENTHOUSAND = Decimal(10000)
_SCALE = {"元": Decimal(1), "万元": _TENTHOUSAND, "亿元": _TENTHOUSAND**2}


def in_yuan(figure: Figure, default: str = "万元") -> Interval:
    """An amount in yuan; `default` is the unit of one that prints none."""
    return figure.interval.scaled(_SCALE[figure.unit if figure.unit in _SCALE else default])


def _bare(name: str) -> str:
    return re.sub(r"[\s“”\"]", "", name).replace("（", "(").replace("）", ")").removesuffix("项目")


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, _bare(one), _bare(other), autojunk=False).ratio()


def _split(name: str, forms: Sequence[Form]) -> list[Form]:
    """The forms that a summary's heading names: one, or several joined by 及, 和 or 、."""
    whole = [form for form in forms if _bare(form.name) == _bare(name)]
    if whole:
        return whole[:1]
    for mark in ("以及", "及", "和", "、"):
        parts = [part for part in _bare(name).split(mark) if part]
        named = [next((f for f in forms if _bare(f.name) == part), None) for part in parts]
        found = [form for form in named if form is not None]
        if len(parts) > 1 and len(found) == len(parts):
            return found
    return []


def matches(context: Context) -> Iterator[tuple[Summary, list[Form], bool]]:
    """Each summary with its forms (none where it matches none), and whether the name is the same."""
    forms = projects(context)
    left = list(forms)
    unnamed = []
    for summary in summaries(context.report):
        found = _split(summary.names[0], forms) if summary.names else []
        if found:
            left = [form for form in left if form not in found]
            yield summary, found, True
        else:
            unnamed.append(summary)
    for summary in unnamed:
        near = _near(summary, left, alone=len(unnamed) == len(left) == 1)
        if near is not None:
            left.remove(near)
        yield summary, [near] if near else [], not summary.names


def _near(summary: Summary, forms: Sequence[Form], alone: bool) -> Form | None:
    if alone and not summary.names:
        return forms[0]
    name = summary.names[0] if summary.names else ""
    ranked = sorted(forms, key=lambda form: _likeness(name, form.name), reverse=True)
    for form in ranked[:2]:
        line = form.executions[0] if form.executions else None
        same = bool(line and line.budget and line.actual and _same(summary, line.budget, line.actual))
        if _likeness(name, form.name) >= (0.5 if same else 0.8):
            return form
    return None


def _same(summary: Summary, budget: Figure, actual: Figure) -> bool:
    return in_yuan(summary.budget).meets(in_yuan(budget)) and in_yuan(summary.actual).meets(in_yuan(actual))


def funds_of(context: Context, forms: Sequence[Form]) -> list[Sequence[Figure]]:
    """The actuals and the budgets of all forms, or of all summaries where there are no forms; none where one is unread."""
    lines = [form.executions[0] for form in forms if form.executions]
    told = summaries(context.report) if not forms else []
    pairs = [(line.actual, line.budget) for line in lines] + [(summary.actual, summary.budget) for summary in told]
    found = [[pair[side] for pair in pairs] for side in (0, 1)]
    if not pairs or len(lines) < len(forms):
        return []
    return [[f for f in side if f] for side in found if all(side)]
