"""应保尽保、应代尽代、应享尽享: of the people on the lists of a month who should be insured, paid for, or draw, and who is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from shebao.fields.dates import Month, month_of
from shebao.operations.contributions.residents.tiers import HARDSHIP
from shebao.operations.coverage.confirming import drawing_since, paying_rule
from shebao.operations.coverage.findings import Finding, Kind, Standing
from shebao.operations.coverage.matching import Match
from shebao.operations.coverage.people import Somebody
from shebao.operations.handling.ages import working_since

BASIS = "人社部发〔2021〕64号"


def judged(
    match: Match, born: date | None, person: Somebody | None, month: Month, category: str, place: str
) -> Iterator[Finding]:
    """Every indicator that somebody counts in; `person` where the row is theirs, `born` as their number says, `place` whose rules
    hold for who is not enrolled. Who is not sixteen, a pupil or dead counts in none."""
    if match is Match.DEAD or match is Match.TWICE:
        return
    if match in (Match.INVALID, Match.RENAMED):
        yield Finding(Kind.INSURED, Standing.OPEN, match.label)
        return
    birth = (person.birth if person else None) or born
    if birth is None or month < working_since(birth) or (person and person.value("pupil", month.first_day) == "yes"):
        return
    yield _insured(person, month)
    if month >= drawing_since(birth, place):
        yield _drawing(person)
    elif person is not None and paying_rule(person, month, category) is not None:
        yield _paid(person, month)


def _insured(person: Somebody | None, month: Month) -> Finding:
    if person is None:
        return Finding(Kind.INSURED, Standing.GAP, Match.UNKNOWN.label)
    if person.enrolled_in(month):
        return Finding(Kind.INSURED, Standing.REACHED)
    earlier = max((spell.valid.stop for spell in person.spells), default=None)
    if earlier is None:
        return Finding(Kind.INSURED, Standing.GAP, "有个人记录、没有参保：上门动员，办理参保登记")
    return Finding(Kind.INSURED, Standing.GAP, f"{month_of(earlier)} 起停保：核实去向，续保或转入居民养老")


def _paid(person: Somebody, month: Month) -> Finding:
    known = person.owed_for(month.year)
    if known is not None and known.owed.policy == HARDSHIP:
        return Finding(Kind.PAID, Standing.REACHED)
    told = "还没有按代缴核定" if known is None else "已按本人缴费核定，没有由政府代缴"
    return Finding(Kind.PAID, Standing.GAP, f"{month.year} 年{told}：核对后确认本月名单")


def _drawing(person: Somebody | None) -> Finding:
    if person is None or not person.spells:
        return Finding(Kind.DRAWING, Standing.GAP, "到领取年龄、没有参保：核实是否在别处领取，没有的办理参保补缴")
    return Finding(
        Kind.DRAWING, Standing.OPEN, "到领取年龄：待遇核定和发放开办以前，是否已享在这里查不到，请与发放名册核对"
    )
