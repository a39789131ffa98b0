"""The personal account of a resident, credited year by year."""

from __future__ import annotations

from collections.abc import Mapping

from shebao.fields.dates import Month
from shebao.fields.field import Field
from shebao.policy.arithmetic import RATE_SCALE
from shebao.policy.explanation import Step, operand, step
from shebao.policy.fields import children, gather
from shebao.policy.parameters import Law
from shebao.policy.pensions.formulas import account_interest
from shebao.policy.record import Record

FIELDS = (
    Field("year", "年度", ("年份", "年")),
    Field("amount", "缴费额", ("个人缴费", "缴费", "paid")),
    Field("subsidy", "补贴", ("政府补贴", "集体补助", "缴费补贴")),
)


def read_credits(record: Record, key: str) -> dict[int, int]:
    """What was paid in and subsidised in each year, in fen; a year stated twice is noted."""
    rows = children(record, key, "缴费记录", FIELDS)
    found: dict[int, int] = {}
    for row in rows:
        year, amount = row.integer("year", 2009, 2150, required=True), row.money("amount", required=True)
        if year in found:
            row.note("year", f"{year}年写了两次，请合并")
        elif year is not None:
            found[year] = (amount or 0) + (row.money("subsidy") or 0)
    gather(record, rows)
    return found


def credited_account(law: Law, opening: tuple[int, int], credits: Mapping[int, int], start: Month) -> Step:
    """The account when the pension starts, from the balance at the end of a year.

    Whole years' interest on the balance at the end of the year before; what is paid within a year earns none in that
    year. Raises MissingParameter where a year's rate is not known.
    """
    year, balance = opening
    laws, shown = [], [operand(f"{year}年末", balance, "yuan")]
    for current in range(year + 1, start.year + 1):
        if current < start.year:
            rate = law.at("resident.account_interest", Month(current, 12).first_day)
            balance += account_interest(balance, rate.scaled(RATE_SCALE))
            laws.append(rate)
        balance += credits.get(current, 0)
        shown.append(operand(f"{current}年{'末' if current < start.year else '领取时'}", balance, "yuan"))
    return step(
        "account",
        "个人账户储存额",
        balance,
        "yuan",
        "上年末储存额×（1＋记账利率）＋本年缴费与补贴",
        shown,
        rounding="每年利息四舍五入到分",
        laws=laws,
        basis="国发〔2014〕8号",
        confidence="known",
        note="当年缴费当年不计息、领取当年不计息；以经办机构记账为准",
    )
