"""The assessment of a month over everybody (月度核定) as a column job: the same standards and formulas as for one person.

A row is a line in which somebody is enrolled or owes something; its result says what is owed and whether that is news.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis
import pyarrow as pa

from shebao.batch.rows import DISTRICT, DISTRICT_RULE, PERSON
from shebao.batch.task import AMOUNT_LIMIT, Input, Rule, Table, Task, column
from shebao.fields.codes import codes_of
from shebao.fields.dates import Month
from shebao.fields.field import Kind
from shebao.operations.contributions import standards as law
from shebao.operations.contributions.base_years import AS_BEFORE, base_years
from shebao.operations.contributions.bases import NOTHING, base_of, chosen_wage, person_share, unit_share
from shebao.operations.contributions.facts import ASSESSED, insured_of
from shebao.operations.contributions.standards import Rates, Standards, standards
from shebao.operations.record.lines import insurance_lines
from shebao.policy.contributions.lines import LINES
from shebao.policy.insured import Insured, Line

ROSTER = "enrolled"
FLOATING = ("down_two", "down_one", "base", "up_one", "up_two")
STAFF = tuple(codes_of(("staff.insured", "staff.single", "staff.own")))
AGENCY = "agency"
_AMOUNTS = ("base", "unit_rate", "person_rate", "unit", "person_share")
SAME, NEW, CHANGED, LIFTED, NONE = "same", "new", "changed", "lifted", "none"


def _amount(key: str, label: str) -> Any:
    return column(key, label, low=0, high=AMOUNT_LIMIT, optional=True)


COLUMNS = (
    PERSON,
    DISTRICT,
    column("line", "险种", among=tuple(insurance_lines())),
    column("lane", "单位栏", low=0, high=2**62),
    column("employer", "单位编号", low=1, high=2**62, optional=True),
    column("staff", "人员类别", among=STAFF, optional=True),
    column("ends", "参保止", Kind.DAY, optional=True),
    column("employer_kind", "单位类型", Kind.TEXT, optional=True),
    column("injury_class", "工伤风险类别", low=1, high=8, optional=True),
    column("floating", "工伤费率浮动档次", among=FLOATING, optional=True),
    column("size", "单位规模", among=law.SIZES, optional=True),
    _amount("wage", "申报月工资（分）"),
    column("level", "缴费档次（%）", low=0, high=1000, optional=True),
    _amount("previous", "上年末月基数（分）"),
    column("known_employer", "原单位编号", low=1, high=2**62, optional=True),
    column("known_kind", "原应缴种类", Kind.TEXT, optional=True),
    _amount("known_base", "原基数（分）"),
    column("known_unit_rate", "原单位比例", low=0, high=1_000_000, optional=True),
    column("known_person_rate", "原个人比例", low=0, high=1_000_000, optional=True),
    _amount("known_unit", "原单位应缴（分）"),
    _amount("known_person_share", "原个人应缴（分）"),
    column("known_policy", "原适用政策", Kind.TEXT, optional=True),
    column("known_ends", "原应缴止", Kind.DAY, optional=True),
)
_TEXTS = ("district", "line", "kind", "policy", "change", "reason")
_OUTPUT = (
    "person", "district", "line", "lane", "employer", "kind", *_AMOUNTS, "policy", "change", "reason", "unit_before",
    "person_before", "until",
)  # fmt: skip
_TYPES = dict.fromkeys(_TEXTS, pa.string()) | {"until": pa.date32()}


def monthly(place: str, month: Month) -> Task:
    """The assessment of a place's month over a roster `enrolled`, a row a line of a person. Raises NoStandard."""
    rules = standards(place, month)
    return Task(
        name="liabilities",
        title=f"{month} 应缴核定",
        roster=Input(ROSTER, COLUMNS, _rules(place, rules), _with_insured, several=True),
        steps=lambda inputs: _steps(inputs, rules, base_years(place, month).percent(month)),
        output=pa.schema([(name, _TYPES.get(name, pa.int64())) for name in _OUTPUT]),
        items=("unit", "person_share"),
        options={"place": place, "month": month.iso},
        order=("person", "line", "lane"),
    )


def _with_insured(table: Table) -> Table:
    """Adds the kind of insured and the policy's line of each row; '' where nothing is owed month by month."""
    kinds = [(table.staff == staff, _insured(staff, "")) for staff in STAFF if staff != "established"]
    by_staff = ibis.cases(
        ((table.staff == "established") & (table.employer_kind == AGENCY), _insured("established", AGENCY)),
        (table.staff == "established", _insured("established", "")),
        *kinds,
        else_="",
    )
    lines = [(table.line == key, each.policy_line) for key, each in insurance_lines().items()]
    return table.mutate(insured=by_staff, policy_line=ibis.cases(*lines, else_=""))


def _insured(staff: str, employer_kind: str) -> str:
    found = insured_of(staff, employer_kind)
    return found.value if found else ""


def _rules(place: str, rules: Standards) -> tuple[Rule, ...]:
    """What keeps a row from being assessed, in the words that one person's assessment uses."""
    return (
        DISTRICT_RULE,
        Rule("district", f"不是本次核定的参保地 {place}", lambda t: t.district != place),
        Rule("staff", law.NOT_INSURED, lambda t: _owes(t) & ~_in_line(t)),
        Rule("injury_class", law.UNKNOWN_CLASS, lambda t: _owes(t) & ~_has_rate(t, rules)),
        Rule("size", law.UNKNOWN_SIZE, lambda t: _owes(t) & _unclear_relief(t, rules)),
    )


def _owes(table: Table) -> Any:
    return (table.insured != "") & (table.policy_line != "")


def _in_line(table: Table) -> Any:
    pairs = [f"{insured}:{line}" for insured, lines in LINES.items() for line in lines]
    return (table.insured + ":" + table.policy_line).isin(pairs)


def _has_rate(table: Table, rules: Standards) -> Any:
    return (table.policy_line != Line.INJURY.value) | _injury_key(table).isin(
        [f"{n}:{step}" for n, step in rules.injury]
    )


def _injury_key(table: Table) -> Any:
    number = table.injury_class.cast("string").fill_null("0")
    return number + ":" + table.floating.fill_null(law.NO_FLOATING)


def _unclear_relief(table: Table, rules: Standards) -> Any:
    large, small = (rules.reliefs[size].relief for size in law.SIZES)
    return ibis.literal(large != small) & table["size"].isnull() & (table.insured == Insured.EMPLOYEE.value)


def _steps(inputs: Mapping[str, Table], rules: Standards, percent: int) -> Table:
    table = inputs[ROSTER]
    flexible = table.insured == Insured.FLEXIBLE.value
    chosen = chosen_wage(level=table.level.fill_null(NOTHING), average=rules.average or rules.floor)
    table = table.mutate(
        stated=flexible.ifelse(chosen, table.wage.fill_null(NOTHING)).cast("int64"),
        percent=flexible.ifelse(AS_BEFORE, percent).cast("int64"),
        carried=table.previous.fill_null(NOTHING),
        **_rates(table, rules),
    )
    base = base_of(
        wage=table.stated, previous=table.carried, percent=table.percent, floor=rules.floor, ceiling=rules.ceiling
    )
    table = table.mutate(base=base)
    table = table.mutate(
        unit=unit_share(base=table.base, rate=table.unit_rate, relief=table.relief),
        person_share=person_share(base=table.base, rate=table.person_rate),
        kind=(table.insured == Insured.FLEXIBLE.value).ifelse("flexible", "regular"),
    )
    table = table.mutate(change=_change(table))
    table = table.mutate(reason=_reason(table, rules))
    gone = table.change == LIFTED
    owed = table.change.isin([SAME, NEW, CHANGED])
    return table.mutate(
        employer=gone.ifelse(table.known_employer, table.employer),
        until=gone.ifelse(table.known_ends, table.ends),
        unit=owed.ifelse(table.unit, 0),
        person_share=owed.ifelse(table.person_share, 0),
        unit_before=table.known_unit.fill_null(0),
        person_before=table.known_person_share.fill_null(0),
    )


def _rates(table: Table, rules: Standards) -> dict[str, Any]:
    """Rates, relief and policy of each row: one branch for each combination that the law tells apart."""
    keys = ibis.cases(
        (table.policy_line == Line.INJURY.value, _injury_key(table)), else_=table.insured + ":" + table.policy_line
    )
    known: dict[str, Rates] = {f"{insured}:{line}": rates for (insured, line), rates in rules.rates_of.items()}
    known |= {f"{number}:{step}": rates for (number, step), rates in rules.injury.items()}
    relieved = (table.insured == Insured.EMPLOYEE.value) & (table.policy_line != "")
    large, small = (rules.reliefs[size] for size in law.SIZES)
    is_large = table["size"].fill_null("small") == "large"
    relief = relieved.ifelse(is_large.ifelse(large.relief, small.relief), 0)
    policy = relieved.ifelse(is_large.ifelse(large.policy, small.policy), "")
    return {
        "unit_rate": _by_key(keys, {key: rates.unit for key, rates in known.items()}, 0).cast("int64"),
        "person_rate": _by_key(keys, {key: rates.person for key, rates in known.items()}, 0).cast("int64"),
        "relief": relief.cast("int64"),
        "policy": (policy != "").ifelse(policy, _by_key(keys, {key: r.policy for key, r in known.items()}, "")),
    }


def _by_key(keys: Any, values: Mapping[str, Any], otherwise: Any) -> Any:
    """The value of each key; keys with the same value share a branch."""
    groups: dict[Any, list[str]] = {}
    for key, value in values.items():
        groups.setdefault(value, []).append(key)
    branches = [(keys.isin(listed), value) for value, listed in groups.items() if value != otherwise]
    return ibis.cases(*branches, else_=otherwise) if branches else ibis.literal(otherwise)


def _reason(table: Table, rules: Standards) -> Any:
    """Why a row changed, the first that applies: another employer or rate, half of the base or more, a bound, a base that was
    not declared, a wage; else a rate or relief."""
    known = table.known_base.fill_null(0)
    difference = (table.base - known).abs()
    return ibis.cases(
        (table.change == NEW, "enrolled"),
        (table.change == LIFTED, "left"),
        (table.change != CHANGED, ""),
        (table.employer.fill_null(0) != table.known_employer.fill_null(0), "employer"),
        (difference * 2 >= known, "outlier"),
        ((difference != 0) & ((table.base == rules.floor) | (table.base == rules.ceiling)), "bounded"),
        ((difference != 0) & (table.stated < 0), "carried"),
        (difference != 0, "declared"),
        else_="rate",
    )


def _change(table: Table) -> Any:
    """Whether what is owed is news to the record. What is outside the monthly assessment is left as it is."""
    owes, known = _owes(table), table.known_base.notnull()
    equal = [table[name] == table[f"known_{name}"] for name in (*_AMOUNTS, "kind")]
    same = (table.employer.fill_null(0) == table.known_employer.fill_null(0)) & (
        table.policy == table.known_policy.fill_null("")
    )
    for each in equal:
        same = same & each
    return ibis.cases(
        (owes & ~known, NEW),
        (owes & same.fill_null(False), SAME),
        (owes, CHANGED),
        (known & table.known_kind.isin(ASSESSED), LIFTED),
        else_=NONE,
    )
