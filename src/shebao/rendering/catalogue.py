"""The rule catalogue as Markdown: `python -m shebao.rendering.catalogue docs/rules.zh.md` writes it (`make docs`)."""

from __future__ import annotations

import sys
from pathlib import Path

from shebao.auditing.registry import Rule, all_rules
from shebao.rendering.words import FAMILY_NAMES, SEVERITY_NAMES


def catalogue() -> str:
    """Every rule with what it proves and on what basis, by family."""
    rules = all_rules()
    lines = [
        "# 规则目录",
        "",
        f"共 {len(rules)} 条。本页由规则的声明生成（`make docs`），不要手改。"
        "`shebao audit --explain 编号` 显示同样的内容，`--rules` 选用或排除。",
        "",
        "级别：**错误** 数字或逻辑上不成立，或法定必备而缺少；**警告** 文字自相矛盾或留有模板痕迹；**提示** 形式问题。"
        "个别结果会比所列级别轻，如只差末位舍入的记为提示。",
    ]
    for letter, name in FAMILY_NAMES.items():
        family = [rule for rule in rules if rule.family == letter]
        if family:
            lines += [
                "",
                f"## {letter} {name}",
                "",
                "| 编号 | 规则 | 级别 | 核对什么 | 依据 | 程序 |",
                "|---|---|---|---|---|---|",
            ]
            lines += [
                f"| {rule.code} | {_cell(rule.title)} | {SEVERITY_NAMES[rule.severity]} | {_cell(rule.proves)} | {_cell(rule.basis)} | {_module(rule)} |"
                for rule in family
            ]
    return "\n".join(lines) + "\n"


def _module(rule: Rule) -> str:
    return f"[{rule.module}](../src/shebao/auditing/rules/{rule.module}.py)"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(catalogue(), "utf-8")
