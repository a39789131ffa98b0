"""The figures of a self-evaluation form: each leads to what it was made of, on the form or in the books."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

_SIDES = {"budget": "预算数", "actual": "执行数"}
_OF_EXECUTION = {"budget": "预算数", "actual": "执行数", "rate": "执行率", "score": "得分"}
_OF_INDICATOR = {"target": "目标值", "actual": "完成值", "weight": "权重", "score": "得分"}
_DECIDED = "单位在绩效自评中填报"


@dataclass(frozen=True, slots=True)
class FormFigure:
    """A figure of a form: what it is called, its text, how it comes about, what it is made of (words, text, field) and, where
    the books have it, which `side` of them."""

    name: str
    text: str
    formula: str
    operands: tuple[tuple[str, str, str], ...] = ()
    side: str = ""


def linked(form: Mapping[str, Any], number: int, base: str) -> dict[str, Any]:
    """The form with every figure as a link to where it comes from."""

    def line(row: Mapping[str, str], name: str, fields: Mapping[str, str]) -> dict[str, Any]:
        links = {field: _link(row.get(field, ""), f"{base}form/{number}/{name}-{field}/") for field in fields}
        return {**row, **links}

    return {
        **form,
        "total": _link(form["total"], f"{base}form/{number}/total/"),
        "executions": [line(row, f"e{place}", _OF_EXECUTION) for place, row in enumerate(form["executions"])],
        "indicators": [line(row, f"i{place}", _OF_INDICATOR) for place, row in enumerate(form["indicators"])],
    }


def _link(text: str, address: str) -> SafeString | str:
    if not any(character.isdigit() for character in text):
        return text
    return format_html('<a class="figure" href="{}">{}</a>', address, text)


def figure_of(form: Mapping[str, Any], field: str) -> FormFigure | None:
    """What is known of a figure: `total`, `budget` and `actual` (of the first line), `e0-rate`, `i3-score` …; None where the form
    has none there."""
    if field == "total":
        return _total(form)
    if field in _SIDES:
        field = f"e0-{field}"
    kind, _, name = field.partition("-")
    rows, known = _ROWS.get(kind[:1], ("", {}))
    if name not in known or not kind[1:].isdecimal() or int(kind[1:]) >= len(form[rows]):
        return None
    row = form[rows][int(kind[1:])]
    if not row.get(name):
        return None
    return _of_execution(row, kind, name) if rows == "executions" else _of_indicator(row, kind, name)


_ROWS = {"e": ("executions", _OF_EXECUTION), "i": ("indicators", _OF_INDICATOR)}


def _of_execution(row: Mapping[str, str], kind: str, name: str) -> FormFigure:
    called = f"{row['name'] or '预算执行'}·{_OF_EXECUTION[name]}"
    if name == "rate":
        return FormFigure(called, row[name], "执行数÷预算数×100%", _given(row, kind, _OF_EXECUTION, "actual", "budget"))
    if name == "score":
        formula = "按预算执行率和分值评定"
        return FormFigure(called, row[name], formula, _given(row, kind, _OF_EXECUTION, "rate", "weight"))
    return FormFigure(called, row[name], _DECIDED, side=name if kind == "e0" else "")


def _of_indicator(row: Mapping[str, str], kind: str, name: str) -> FormFigure:
    called = f"{row['name']}·{_OF_INDICATOR[name]}"
    if name == "score":
        operands = _given(row, kind, _OF_INDICATOR, "target", "actual", "weight")
        return FormFigure(called, row[name], "按完成值与目标值评定，以权重为满分", operands)
    return FormFigure(called, row[name], _DECIDED)


def _given(
    row: Mapping[str, str], kind: str, names: Mapping[str, str], *wanted: str
) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (names.get(name, "分值"), row[name], f"{kind}-{name}" if name in names else "")
        for name in wanted
        if row.get(name)
    )


def _total(form: Mapping[str, Any]) -> FormFigure | None:
    if not form["total"]:
        return None
    return FormFigure("总分", form["total"], "各项得分之和", tuple(_scores(form)))


def _scores(form: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for kind, rows in (("e", form["executions"]), ("i", form["indicators"])):
        for place, row in enumerate(rows):
            if row.get("score"):
                yield f"{row['name'] or '预算执行'}得分", row["score"], f"{kind}{place}-score"
