"""The catalogue of every parameter with its values, basis, source and confidence, as Markdown.

`python -m shebao.policy.parameters.catalogue docs/policy-parameters.zh.md` writes it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from shebao.policy.adjustments.notices import notices_of, schemes_text
from shebao.policy.adjustments.reading import Notice
from shebao.policy.adjustments.rule import AdjustmentRule
from shebao.policy.parameters.law import areas, parameters_of
from shebao.policy.parameters.model import Parameter
from shebao.policy.parameters.words import content_text, scalar_text

_HEAD = """# 政策参数目录

由参数文件生成，请勿手改。更新：`python -m shebao.policy.parameters.catalogue docs/policy-parameters.zh.md`。

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
        parameters, notices = parameters_of(area.code), notices_of(area.code)
        if not parameters and not notices:
            continue
        yield f"## {area.name}\n"
        for name in sorted(parameters):
            yield from _parameter(parameters[name])
        if notices:
            yield from _adjustments(notices)


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
            content_text(value),
            value.basis,
            value.source,
            _MARKS[value.confidence],
            "；".join(part for part in (value.note, f"{value.published} 起用" if value.published else "") if part),
        )
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
    yield ""


def _adjustments(notices: Mapping[int, Notice]) -> Iterator[str]:
    yield "### 年度待遇调整 `adjustments/<年>.yaml`\n"
    yield "| 年 | 执行年月 | 总体比例 | 数额 | 依据 | 来源 | 核对 | 注 |\n|---|---|---|---|---|---|---|---|"
    for year, notice in notices.items():
        overall = "" if notice.overall_percent is None else f"{notice.overall_percent}%"
        figures = "（不定数额）" if notice.rule is None else _figures(notice.rule)
        cells = (notice.effective.iso, overall, figures, notice.basis, notice.source, _MARKS[notice.confidence])
        yield f"| {year} | " + " | ".join((*cells, notice.note)) + " |"
    yield ""


def _figures(rule: AdjustmentRule) -> str:
    tilts = "，".join(f"满{age}岁 {scalar_text(amount, 'yuan')}" for age, amount in rule.tilts)
    percent = (Decimal(rule.percent) / 10_000).normalize()
    parts = (
        f"定额 {scalar_text(rule.fixed, 'yuan')}，每满1年 {scalar_text(rule.per_year, 'yuan')}，养老金的 {percent:f}%"
    )
    who = f"{schemes_text(rule)}，{rule.retired_by}以前退休"
    return f"{who}：{parts}" + (f"；{tilts}" if tilts else "")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(catalogue(), encoding="utf-8")
