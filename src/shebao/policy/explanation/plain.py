"""Explanations as data and as JSON text, exact decimals written as JSON numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from shebao.policy.explanation.model import Explanation, Operand, Step


def as_data(explanation: Explanation) -> dict[str, Any]:
    """The explanation as dictionaries, lists, texts, integers and decimals."""
    return {
        "title": explanation.title,
        "subject": explanation.subject,
        "area": explanation.area,
        "entitlement": explanation.entitlement.isoformat() if explanation.entitlement else None,
        "determination": explanation.determination.isoformat() if explanation.determination else None,
        "given": [_operand(operand) for operand in explanation.given],
        "steps": [_step(step) for step in explanation.steps],
        "results": {name: explanation.step(name).quantity.plain for name in explanation.results},
        "confidence": explanation.mark,
        "remarks": list(explanation.remarks),
    }


def json_text(value: Any, indent: int = 0) -> str:
    """`value` as JSON, Decimals as numbers with the digits that they carry."""
    pad, inner = "  " * indent, "  " * (indent + 1)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Mapping):
        items = [
            f"{inner}{json.dumps(str(key), ensure_ascii=False)}: {json_text(item, indent + 1)}"
            for key, item in value.items()
        ]
        return "{\n" + ",\n".join(items) + f"\n{pad}}}" if items else "{}"
    if isinstance(value, list | tuple):
        rows = [f"{inner}{json_text(item, indent + 1)}" for item in value]
        return "[\n" + ",\n".join(rows) + f"\n{pad}]" if rows else "[]"
    return json.dumps(value, ensure_ascii=False)


def _operand(operand: Operand) -> dict[str, Any]:
    return {"label": operand.label, "value": operand.quantity.plain, "text": operand.quantity.text}


def _step(step: Step) -> dict[str, Any]:
    return {
        "name": step.name,
        "label": step.label,
        "value": step.quantity.plain,
        "text": step.quantity.text,
        "formula": step.formula,
        "operands": [_operand(operand) for operand in step.operands],
        "rounding": step.rounding,
        "basis": list(step.bases),
        "confidence": step.mark,
        "note": step.note,
        "parameters": [
            {"name": law.name, "from": law.start.isoformat(), "area": law.area, "confidence": law.confidence}
            for law in step.laws
        ],
    }
