"""The guide to the case files of every command, as Markdown, from the fields that the commands know.

`python -m shebao.policy.guide docs/policy-cases.zh.md` writes it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from shebao.fields.field import Field
from shebao.policy.adjustments.reading import FIELDS as ADJUSTMENT
from shebao.policy.casework import HEAD, Kind
from shebao.policy.contributions.case import SPELL
from shebao.policy.contributions.kinds import CONTRIBUTION_KINDS
from shebao.policy.contributions.late_fees import DEBT
from shebao.policy.contributions.refunds import SPELL as PAID_SPELL
from shebao.policy.injury.death import DEPENDANT
from shebao.policy.injury.kinds import INJURY_KINDS
from shebao.policy.pensions.compute import LINE
from shebao.policy.pensions.history import FIELDS as HISTORY
from shebao.policy.pensions.history import OPENING
from shebao.policy.pensions.ledger_case import FIELDS as LEDGER
from shebao.policy.pensions.ledger_case import PAYMENT
from shebao.policy.pensions.public_institution import FIELDS as PUBLIC
from shebao.policy.pensions.resident import FIELDS as RESIDENT
from shebao.policy.pensions.resident_account import FIELDS as CREDITS
from shebao.policy.pensions.spellings import ASSESSED
from shebao.policy.pensions.spellings import FIELDS as EMPLOYEE
from shebao.policy.retirement.case import FIELDS as RETIREMENT
from shebao.policy.survivors.kinds import SURVIVOR_KINDS
from shebao.policy.transfers.kinds import TRANSFER_KINDS
from shebao.policy.transfers.place import STAY
from shebao.policy.transfers.suspension import SUSPENSION
from shebao.policy.transfers.transfer import YEAR
from shebao.policy.unemployment.kinds import UNEMPLOYMENT_KINDS

_HEAD = """# 案例文件的字段

由代码生成，请勿手改。更新：`python -m shebao.policy.guide docs/policy-cases.zh.md`。

案例文件是 YAML 或 JSON：案例的列表，或带 `cases` 列表的映射；示例在 `examples/policy/`。字段可写下表任何一种写法，大小写、空格、
下划线和括号中的注释不计；金额为元，比例可写 16% 或 0.16，期限可写 63、63个月或 5年3个月，日期可写 1975-11-03、1975年11月。
没有参数的地方按全国规定计算，标题写全国；参数没有收录的年度或地方，可在案例中直接写明标准（见
[policy-missing.zh.md](policy-missing.zh.md)）；写错的字段、没有用到的字段都会指出。

`shebao pension` 用“险种”选定制度（不写则为企业职工），用“参保地”选定参数（不写则为湖北省）；`shebao retirement` 用“参保地”
（不写则为全国），一个人也可不写文件，用 `--sex 女 --birth 1976-05-12 --category 女工人` 等选项。其他命令用“事项”选定核定的内容
（不写则为该命令的第一种），用“统筹区”选定参数（不写则为武汉）：
"""
COMMANDS: Sequence[tuple[str, Sequence[Kind]]] = (
    ("contribution", CONTRIBUTION_KINDS),
    ("injury", INJURY_KINDS),
    ("unemployment", UNEMPLOYMENT_KINDS),
    ("survivor", SURVIVOR_KINDS),
    ("transfer", TRANSFER_KINDS),
)
PENSIONS: Sequence[tuple[str, Sequence[Field]]] = (
    ("`shebao pension`：企业职工", (LINE, *EMPLOYEE, *LEDGER)),
    ("`shebao pension`：企业职工，核定表自己的结果（写了就逐项对照）", ASSESSED),
    ("`shebao pension`：机关事业单位（企业职工的字段以外）", PUBLIC),
    ("`shebao pension`：城乡居民", (LINE, *RESIDENT)),
    ("`shebao retirement`", RETIREMENT),
)
LISTS: Sequence[tuple[str, Sequence[Field]]] = (
    ("缴费时段（缴费核定）", SPELL),
    ("缴费时段（重复缴费退费）", PAID_SPELL),
    ("欠缴明细", DEBT),
    ("供养亲属", DEPENDANT),
    ("各年度缴费工资", YEAR),
    ("参保经历", STAY),
    ("暂停时段", SUSPENSION),
    ("缴费记录（企业职工）", HISTORY),
    ("缴费记录（城乡居民）", CREDITS),
    ("个人账户起点", OPENING),
    ("年度调整", ADJUSTMENT),
    ("已发放", PAYMENT),
)


def guide() -> str:
    """The guide, command by command and kind by kind."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield _HEAD
    yield from _table(HEAD)
    for title, fields in PENSIONS:
        yield f"## {title}\n"
        yield from _table(fields)
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
