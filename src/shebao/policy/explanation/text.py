"""Explanations as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from shebao.policy.explanation.model import KNOWN_MARK, Explanation, Step


def as_text(explanation: Explanation) -> str:
    """The explanation in Chinese, one step after another, results last."""
    return "\n".join(_lines(explanation)) + "\n"


def dates_text(explanation: Explanation) -> str:
    """Place and the two dates in one line."""
    parts = [explanation.area]
    if explanation.entitlement:
        parts.append(f"适用 {explanation.entitlement.isoformat()} 的规定")
    if explanation.determination:
        parts.append(f"核定日期 {explanation.determination.isoformat()}")
    return "　".join(part for part in parts if part)


def operands_text(step: Step) -> str:
    """The operands of a step in one line."""
    return "；".join(f"{operand.label} {operand.quantity.text}" for operand in step.operands)


def _lines(explanation: Explanation) -> Iterator[str]:
    yield f"{explanation.title}　{explanation.subject}"
    yield dates_text(explanation)
    if explanation.given:
        yield "已知"
        yield from (f"  {operand.label}：{operand.quantity.text}" for operand in explanation.given)
    yield "计算"
    for number, step in enumerate(explanation.steps, 1):
        yield from _step(number, step)
    if explanation.results:
        yield "结果"
        for name in explanation.results:
            result = explanation.step(name)
            yield f"  {result.label}：{result.quantity.text}"
    if explanation.notes:
        yield "说明"
        yield from (f"  · {remark}" for remark in explanation.notes)


def _step(number: int, step: Step) -> Iterator[str]:
    yield f"  {number}. {step.label} ＝ {step.quantity.text}"
    yield f"     公式：{step.formula}"
    if step.operands:
        yield f"     代入：{operands_text(step)}"
    if step.rounding:
        yield f"     取整：{step.rounding}"
    if step.bases:
        yield f"     依据：{'；'.join(step.bases)}{KNOWN_MARK if step.mark == 'known' else ''}"
    elif step.mark == "known":
        yield f"     依据：{KNOWN_MARK}"
    if step.note:
        yield f"     注：{step.note}"
