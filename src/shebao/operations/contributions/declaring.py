"""What contributions are declared by: staff's wages, a flexible worker's level, an employer's injury rate."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from shebao.fields.dates import Month, month_of
from shebao.money import yuan_text
from shebao.operations.contributions.base_years import BaseYears, base_years
from shebao.operations.contributions.facts import LEVEL, WAGE
from shebao.operations.contributions.standards import FIRST_CLASS, NoStandard, standards
from shebao.operations.enrolment.conditions import name_matches
from shebao.operations.enrolment.windows import window
from shebao.operations.handling.outcome import Assessment, Consequence, Outcome, Result, assessed, judged, outcome
from shebao.operations.handling.registry import Form, Party, effect
from shebao.operations.handling.situation import Situation
from shebao.operations.record.effects import FactStated
from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.rows import Spell
from shebao.operations.record.valid import Valid

_DECLARING = "社会保险法第六十条；社会保险费申报缴纳管理规定第四条"
_UNUSUAL = 2
_RATES = "社会保险法第三十四条、第三十五条；人社部发〔2015〕71号"
_PERSON = {"identity_number": "identity", "name": "text"}


@effect(
    "contributions.declare_wage",
    "申报职工月工资",
    asks={**_PERSON, "wage": "money", "start": "month"},
    basis=_DECLARING,
    person=Party.KNOWN,
)
def declare_wage(situation: Situation, form: Form) -> Outcome:
    """The wage of somebody at the employer from a month to the end of the base year; what was declared before for these months
    is replaced."""
    start: Month = form["start"]
    years = base_years(situation.place, start)
    spells = _at(situation, start, situation.employer_id)
    every = [
        name_matches(situation, form["name"]),
        _enrolled(spells, start, "在本单位"),
        _year_open(situation, years, start),
        _usual(situation, form["wage"], start),
    ]
    valid = Valid(start.first_day, years.last(start).plus(1).first_day)
    text = f"{Decimal(form['wage']).scaleb(-2):f}"
    stated = FactStated(situation.person, WAGE, text, valid, str(situation.employer_id or ""))
    return outcome(every, [stated], _bounded(situation, form["wage"], start), _past(situation, start, spells))


@effect(
    "contributions.choose_level",
    "灵活就业人员选择缴费档次",
    asks={**_PERSON, "level": "whole", "start": "month"},
    basis="社会保险法第十二条、第六十条",
    person=Party.KNOWN,
    employer=Party.NOBODY,
)
def choose_level(situation: Situation, form: Form) -> Outcome:
    """How much of the average wage a flexible worker contributes on, from a month on until another choice."""
    start: Month = form["start"]
    spells = [spell for spell in _at(situation, start, None) if spell.kind == "flexible"]
    years = base_years(situation.place, start)
    current = window(situation.place, situation.day).month(situation.day)
    first = years.first(current)
    told = f"自 {start} 起" if start >= first else f"{start} 在本缴费年度以前；最早填 {first}"
    every = [
        name_matches(situation, form["name"]),
        _enrolled(spells, start, "以灵活就业人员身份"),
        assessed("level_of_this_year", "从本缴费年度起选择", _DECLARING, start >= first, told, "start"),
    ]
    stated = FactStated(situation.person, LEVEL, str(form["level"]), Valid(start.first_day))
    return outcome(every, [stated], [], _past(situation, start, spells))


@effect(
    "contributions.set_injury_rate",
    "核定工伤保险费率",
    asks={"injury_class": "whole", "injury_floating": "choice:injury_floating", "start": "month"},
    basis=_RATES,
    person=Party.NOBODY,
)
def set_injury_rate(situation: Situation, form: Form) -> Outcome:
    """The class of an employer and its floating step from a month on; what its staff owes follows."""
    number, step, start = form["injury_class"], form["injury_floating"], form["start"]
    holds = number != FIRST_CLASS or not step.startswith("down")
    told = f"{number} 类行业" if holds else "一类行业的费率不下浮；可选基准、上浮一档、上浮二档"
    known = situation.employer_id is not None
    every = [
        assessed(
            "employer_known", "单位已参保登记", _RATES, known, "单位登记在册" if known else "没有这个单位", "employer"
        ),
        assessed("step_of_class", "浮动档次合于行业类别", _RATES, holds, told, "injury_floating"),
    ]
    number_of = situation.employer_number or situation.employer_id or 0
    valid = Valid(start.first_day)
    effects = [
        FactStated(number_of, "injury_class", str(number), valid),
        FactStated(number_of, "injury_floating", step, valid),
    ]
    return outcome(every, effects, [f"在职 {situation.staff} 人的工伤保险应缴自 {start} 起重新核定"])


def _at(situation: Situation, month: Month, employer: int | None) -> list[Spell]:
    """Spells at an employer, or of who has none, in a month."""
    spells = situation.always.spells
    return [spell for spell in spells if spell.employer == employer and month.first_day in spell.valid]


def _enrolled(spells: list[Spell], month: Month, where: str) -> Assessment:
    lines = "、".join(insurance_lines()[spell.line].short for spell in spells)
    told = f"参加{lines}" if spells else f"{month} 没有{where}参保；请核对单位、证件号码和起始月"
    return assessed("enrolled", "起始月在参保", _DECLARING, bool(spells), told, "start")


def _year_open(situation: Situation, years: BaseYears, start: Month) -> Assessment:
    """The base year that the day's window is in, or the one before it: older ones are corrected on inspection or judgment."""
    current = window(situation.place, situation.day).month(situation.day)
    first, last = years.first(years.first(current).plus(-1)), years.last(current)
    holds = first <= start <= last
    told = f"{years.first(start)} 起的缴费年度"
    if not holds:
        told = f"可填 {first} 至 {last}；更早的按稽核决定或生效法律文书补缴"
    return assessed("year_open", "在可申报的缴费年度内", years.basis, holds, told, "start")


def _usual(situation: Situation, wage: int, start: Month) -> Assessment:
    """Against what was declared for the month before: half or double is looked at by the reviewer."""
    day, slot = start.plus(-1).first_day, str(situation.employer_id or "")
    known = [f.value for f in situation.always.facts if (f.register, f.slot) == (WAGE, slot) and day in f.valid]
    before = int(Decimal(known[-1]) * 100) if known else None
    unusual = before is not None and not before <= wage * _UNUSUAL <= before * _UNUSUAL * _UNUSUAL
    told = f"上月申报 {yuan_text(before)} 元" if before is not None else "以前没有申报"
    if unusual:
        told += f"，这次 {yuan_text(wage)} 元，相差一倍以上；请由复核人看过工资凭证"
    return judged(
        "usual_wage", "与以前申报的相比", _DECLARING, Result.EXCEPTION if unusual else Result.FULFILLED, told, "wage"
    )


def _bounded(situation: Situation, wage: int, start: Month) -> Iterator[str]:
    """Where the base will be a bound."""
    try:
        rules = standards(situation.place, start)
    except NoStandard:
        return
    if wage < rules.floor:
        yield f"低于 {start} 的下限，基数按下限 {yuan_text(rules.floor)} 元"
    if wage > rules.ceiling:
        yield f"高于 {start} 的上限，基数按上限 {yuan_text(rules.ceiling)} 元"


def _past(situation: Situation, start: Month, spells: list[Spell]) -> Iterator[Consequence]:
    """Months that have passed, whose base changes."""
    before = window(situation.place, situation.day).month(situation.day).plus(-1)
    for spell in spells:
        last = before if spell.valid.end is None else min(before, month_of(spell.valid.end).plus(-1))
        if start <= last:
            told = (
                f"{start} 至 {last} 共 {last.since(start) + 1} 个月的{insurance_lines()[spell.line].short}基数重新核定"
            )
            yield Consequence(spell.line, start, last, told)
