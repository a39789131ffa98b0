"""The catalogue of the shipped checks: `python -m shebao.operations.governance.catalogue docs/checks.zh.md`."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from shebao.operations.governance.kinds import kinds
from shebao.operations.governance.loading import SHIPPED, shipped_set
from shebao.operations.governance.model import Check, CheckSet


def catalogue() -> str:
    """The page in Markdown."""
    lines = [
        "# 检查目录",
        "",
        "本页由 `make docs` 生成。怎样运行、怎样自己写，见 [governance.zh.md](governance.zh.md)。",
        "",
    ]
    lines += ["## 检查种类", "", "| 种类 | 名称 |", "|---|---|"]
    lines += [f"| `{label}` | {cls.title} |" for label, cls in sorted(kinds().items())]
    for name in SHIPPED:
        lines += _set(shipped_set(name), name)
    return "\n".join(lines) + "\n"


def _set(declared: CheckSet, name: str) -> list[str]:
    counts = Counter(check.severity.title for check in declared.checks)
    told = "、".join(f"{title} {count}" for title, count in counts.items())
    lines = ["", f"## {declared.title}（`{name}`，{len(declared.checks)} 条：{told}）"]
    for table in declared.tables.values():
        checks = [check for check in declared.checks if check.table == table.name]
        columns = "、".join(f"{column.name} {column.title}" for column in table.columns.values())
        lines += ["", f"### {table.title}（`{table.name}`）", "", f"列：{columns}。", ""]
        lines += ["| 编号 | 题目 | 种类 | 程度 | 责任 | 依据 |", "|---|---|---|---|---|---|"]
        lines += [_row(check) for check in checks]
    return lines


def _row(check: Check) -> str:
    cells = (check.id, check.title, check.kind.title, check.severity.title, check.owner, check.basis)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(catalogue(), encoding="utf-8", newline="\n")
