"""The catalogue of every parameter with its values, basis, source and confidence, as Markdown.

`python -m shebao.policy.parameters.catalogue docs/policy-parameters.md` writes it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from shebao.policy.dates import Month
from shebao.policy.parameters.law import areas, parameters_of
from shebao.policy.parameters.model import UNIT_NAMES, Parameter, Scalar, Value

_HEAD = """# 政策参数目录

由参数文件生成，请勿手改。更新：`python -m shebao.policy.parameters.catalogue docs/policy-parameters.md`。

“已核对”指在所列来源中读到；“未经核对”指凭记忆或推算，凡用到它的结果都带此标记。
"""
_MARKS = {"verified": "已核对", "known": "未经核对"}


def catalogue() -> str:
    """The catalogue, area by area in the order of areas.yaml."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield _HEAD
    yield from _summary()
    for area in areas().values():
        parameters = parameters_of(area.code)
        if not parameters:
            continue
        yield f"## {area.name}\n"
        for name in sorted(parameters):
            yield from _parameter(parameters[name])


def _summary() -> Iterator[str]:
    values = [value for code in areas() for parameter in parameters_of(code).values() for value in parameter.values]
    unsure = sum(value.confidence == "known" for value in values)
    yield f"共 {len(values)} 个值，其中 {len(values) - unsure} 个已核对，{unsure} 个未经核对。\n"


def _parameter(parameter: Parameter) -> Iterator[str]:
    yield f"### {parameter.label} `{parameter.name}`\n"
    yield "| 自 | 至 | 值 | 依据 | 来源 | 核对 | 注 |\n|---|---|---|---|---|---|---|"
    for value in parameter.values:
        cells = (
            value.start.isoformat(),
            value.end.isoformat() if value.end else "",
            _content(value),
            value.basis,
            value.source,
            _MARKS[value.confidence],
            "；".join(part for part in (value.note, f"{value.published} 起用" if value.published else "") if part),
        )
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
    yield ""


def _content(value: Value) -> str:
    if value.content is None:
        return "（无规定）"
    if isinstance(value.content, Mapping):
        return "，".join(f"{key} {_scalar(cell, value.unit)}" for key, cell in value.content.items())
    return _scalar(value.content, value.unit)


def _scalar(content: Scalar, unit: str) -> str:
    if isinstance(content, Month):
        return content.iso
    if isinstance(content, date):
        return content.isoformat()
    if unit == "yuan" and isinstance(content, int):
        return f"{Decimal(content).scaleb(-2):,f} 元"
    if unit == "ratio" and isinstance(content, Decimal):
        return f"{(content * 100).normalize():f}%"
    return f"{content} {UNIT_NAMES[unit]}".strip()


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(catalogue(), encoding="utf-8")
