"""What `shebao performance` prints: scores, monitoring and trends as text and as JSON records."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shebao.performance import Finding, Monitoring, PerformanceData, Point, ScoredForm, Series


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def score_text(data: PerformanceData, forms: Sequence[ScoredForm], between: Sequence[Finding], suggest: bool) -> str:
    from shebao.performance import suggestions
    from shebao.performance.validation import form_label

    lines = [f"{data.unit}  {data.year} 年度  评分办法：{forms[0].scheme.source}" if forms else data.unit]
    for each in forms:
        lines += [
            "",
            f"【{form_label(each.form)}】",
            f"  预算执行（{each.scheme.execution} 分）：{each.execution_derivation}",
        ]
        for item in each.indicators:
            shown = "未计分" if item.score is None else f"{item.score} 分"
            proof = "" if item.indicator.evidence else "（无佐证）"
            lines.append(f"  {item.indicator.name}（{item.indicator.weight} 分）：{shown}  {item.derivation}{proof}")
        lines.append(f"  总分：{each.total if each.total is not None else '未得出（有指标未计分）'}")
        marks = {"error": "错误", "warning": "警告", "info": "提示"}
        lines += [f"  {marks[problem.level.value]}  {problem.text}" for problem in each.problems]
        if suggest:
            lines += [f"  建议  {s.row or s.form}：{s.message}（{s.reason}）" for s in suggestions(each)]
    lines += [f"警告  {problem.text}" for problem in between]
    return "\n".join(lines)


def score_record(
    data: PerformanceData, forms: Sequence[ScoredForm], between: Sequence[Finding], suggest: bool
) -> dict[str, Any]:
    from shebao.performance import suggestions

    return {
        "schema": "shebao.performance/1",
        "unit": data.unit,
        "year": data.year,
        "forms": [
            {
                "kind": each.form.kind.value,
                "name": each.form.name,
                "rate": _number(each.rate),
                "execution_score": _number(each.execution_score),
                "execution_derivation": each.execution_derivation,
                "total": _number(each.total),
                "indicators": [
                    {
                        "level_one": item.indicator.level_one,
                        "level_two": item.indicator.level_two,
                        "name": item.indicator.name,
                        "weight": _number(item.indicator.weight),
                        "target": item.indicator.target,
                        "actual": item.indicator.actual,
                        "score": _number(item.score),
                        "derivation": item.derivation,
                        "evidence": [evidence.text for evidence in item.indicator.evidence],
                    }
                    for item in each.indicators
                ],
                "problems": [_problem(problem) for problem in each.problems],
                **({"suggestions": [s.message for s in suggestions(each)]} if suggest else {}),
            }
            for each in forms
        ],
        "problems": [_problem(problem) for problem in between],
    }


def _problem(problem: Finding) -> dict[str, str]:
    return {
        "level": problem.level.value,
        "code": problem.code,
        "form": problem.form,
        "row": problem.row,
        "message": problem.message,
        "todo": problem.todo,
    }


def monitor_text(found: Monitoring) -> str:
    lights = "，".join(f"{light} {found.count(light)}" for light in ("绿灯", "黄灯", "红灯", "无法判断"))
    lines = [
        f"{found.unit}  {found.year} 年度绩效运行监控  截至 {found.day}（时间已过 {found.elapsed * 100:.1f}%）  {lights}"
    ]
    for line in (*found.execution, *found.indicators):
        target = f"目标 {line.target}，" if line.target else ""
        done = f"已完成 {line.done}，" if line.done else ""
        lines.append(f"  {line.light}  {line.form}·{line.name}：{target}{done}{line.derivation}")
    return "\n".join(lines)


def monitor_record(found: Monitoring) -> dict[str, Any]:
    return {
        "schema": "shebao.performance.monitor/1",
        "unit": found.unit,
        "year": found.year,
        "day": found.day.isoformat(),
        "elapsed": f"{found.elapsed:.4f}",
        "lines": [
            {
                "form": line.form,
                "name": line.name,
                "target": line.target,
                "done": line.done,
                "forecast": line.forecast,
                "share": _number(line.share),
                "light": line.light,
                "derivation": line.derivation,
            }
            for line in (*found.execution, *found.indicators)
        ],
    }


def series_record(series: Series) -> dict[str, Any]:
    return {
        "unit": series.unit_name,
        "form": series.form,
        "indicator": series.indicator,
        "points": [
            {
                "key": point.key,
                "target": point.target,
                "actual": point.actual,
                "value": _number(point.value),
                "change": None if point.change is None else f"{point.change:.4f}",
            }
            for point in series.points
        ],
    }


def trend_lines(series: Series) -> list[str]:
    lines = [f"{series.unit_name}  {series.form}·{series.indicator}"]
    for point in series.points:
        change = _change(series, point)
        target = f"（目标 {point.target}）" if point.target else ""
        lines.append(f"  {point.key}  {point.actual or '未填'}{target}{change}")
    return lines


def _change(series: Series, point: Point) -> str:
    if point.change is None:
        return ""
    amount = f"{abs(point.change) * 100:.1f}"
    if series.unit == "%":
        return f"  较上期{'上升' if point.change >= 0 else '下降'} {amount} 个百分点"
    return f"  较上期{'增长' if point.change >= 0 else '下降'} {amount}%"


def comparison_lines(series: Series) -> list[str]:
    lines = [f"{series.unit_name}  各单位“{series.indicator}”"]
    for place, point in enumerate(series.points, 1):
        rank = f"{place}." if point.value is not None else "－"
        target = f"（目标 {point.target}）" if point.target else ""
        lines.append(f"  {rank} {point.key}  {point.actual or '未填'}{target}")
    return lines
