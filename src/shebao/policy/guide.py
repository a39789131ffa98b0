"""The guide to the case files of contributions and benefits, as Markdown, from the kinds that the commands know.

`python -m shebao.policy.guide docs/policy-cases.md` writes it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from shebao.fields.field import Field
from shebao.policy.casework import HEAD, Kind
from shebao.policy.contributions.case import SPELL
from shebao.policy.contributions.kinds import CONTRIBUTION_KINDS
from shebao.policy.contributions.late_fees import DEBT
from shebao.policy.contributions.refunds import SPELL as PAID_SPELL
from shebao.policy.injury.death import DEPENDANT
from shebao.policy.injury.kinds import INJURY_KINDS
from shebao.policy.survivors.kinds import SURVIVOR_KINDS
from shebao.policy.transfers.kinds import TRANSFER_KINDS
from shebao.policy.transfers.suspension import SUSPENSION
from shebao.policy.transfers.transfer import STAY, YEAR
from shebao.policy.unemployment.kinds import UNEMPLOYMENT_KINDS

_HEAD = """# 案例文件的字段

由代码生成，请勿手改。更新：`python -m shebao.policy.guide docs/policy-cases.md`。

案例文件是 YAML 或 JSON：案例的列表，或带 `cases` 列表的映射；示例在 `examples/policy/`。每个案例用“事项”选定核定的内容
（不写则为该命令的第一种），用“统筹区”选定参数（不写则为武汉）。字段可写下表任何一种写法，大小写、空格、下划线和括号中的
注释不计；金额为元，比例可写 16% 或 0.16，期限可写 63、63个月或 5年3个月。参数没有收录的年度或地方，可在案例中直接写明标准；
写错的字段、没有用到的字段都会指出。
"""
COMMANDS: Sequence[tuple[str, Sequence[Kind]]] = (
    ("contribution", CONTRIBUTION_KINDS),
    ("injury", INJURY_KINDS),
    ("unemployment", UNEMPLOYMENT_KINDS),
    ("survivor", SURVIVOR_KINDS),
    ("transfer", TRANSFER_KINDS),
)
LISTS: Sequence[tuple[str, Sequence[Field]]] = (
    ("缴费时段（缴费核定）", SPELL),
    ("缴费时段（重复缴费退费）", PAID_SPELL),
    ("欠缴明细", DEBT),
    ("供养亲属", DEPENDANT),
    ("各年度缴费工资", YEAR),
    ("参保经历", STAY),
    ("暂停时段", SUSPENSION),
)


def guide() -> str:
    """The guide, command by command and kind by kind."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield _HEAD
    yield from _table(HEAD)
    for command, kinds in COMMANDS:
        yield f"## `shebao {command}`\n"
        for kind in kinds:
            yield f"### 事项：{kind.spellings[0]}（{'、'.join((*kind.spellings[1:], kind.name))}）\n"
            yield from _table(kind.fields)
    yield "## 列表中每一项的字段\n"
    for name, fields in LISTS:
        yield f"### {name}\n"
        yield from _table(fields)


def _table(fields: Sequence[Field]) -> Iterator[str]:
    yield "| 字段 | 其他写法 |\n|---|---|"
    for field in fields:
        yield f"| {field.label} | {'、'.join((field.key, *field.spellings))} |"
    yield ""


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(guide(), encoding="utf-8")
