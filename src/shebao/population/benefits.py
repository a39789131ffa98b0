"""The synthetic rosters that a batch reads: pensioners, recalculations with their payments, insured workers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from shebao.fields.values import YEARS_SCALE
from shebao.policy.arithmetic import half_up
from shebao.policy.insured import SCHEME_SPELLINGS, Scheme
from shebao.policy.pensions.formulas import EmployeePension, employee_pension
from shebao.population.draws import Booleans, Integers
from shebao.population.histories import Contributions
from shebao.population.law import payout_tenths
from shebao.population.people import People
from shebao.population.proportions import Proportions, by_year

_ACCRUAL, _TRANSITION = 10, 12
"""1 % and 1.2 %, in 1/1000: what the assessed amounts before 2006 and past payments are made up from."""
_FORMULA_SINCE = 2006 * 12
_FIRST_YEAR = 1970
_STATUSES = ("normal", "suspended", "terminated")


def periods(months: Integers) -> Integers:
    """YYYYMM of month counts."""
    return months // 12 * 100 + months % 12 + 1


def dates(months: Integers, days: Integers, known: Booleans | None = None) -> pa.Array:
    """Dates of months and days, null where not known."""
    starts = (months - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return pa.array(starts + days - 1, pa.int32(), mask=None if known is None else ~known).cast(pa.date32())


def words(values: tuple[str, ...], positions: Integers) -> pa.Array:
    """The words at positions."""
    return pa.array(values).take(pa.array(positions))


@dataclass(frozen=True, slots=True)
class Pensioners:
    """The retired of a chunk: positions in the chunk, and the operands of their pensions."""

    rows: Integers
    base: Integers
    earlier_base: Integers
    index: Integers
    months: Integers
    deemed: Integers
    account: Integers
    payout: Integers
    scheme: Integers
    determined: Integers
    adjustment: Integers

    def pension(self, base: Integers) -> EmployeePension:
        """The pension by formula on a base."""
        years, deemed = half_up(self.months * YEARS_SCALE, 12), half_up(self.deemed * YEARS_SCALE, 12)
        return employee_pension(
            base=base,
            index=self.index,
            years=years,
            deemed_years=deemed,
            account=self.account,
            payout_months=self.payout,
            accrual=_ACCRUAL,
            transition_rate=_TRANSITION,
        )


def pensioners(people: People, paid: Contributions, proportions: Proportions) -> Pensioners:
    """The retired with what their pensions are made of; residents and institutions with a determined amount."""
    rows = np.flatnonzero(people.retired >= 0)
    retired = people.retired[rows]
    names = list(proportions.groups)
    group = people.group[rows]
    scheme = np.array([_scheme(name) for name in names])[group]
    resident = scheme == 2
    year = retired // 12
    bases = by_year(proportions.calculation_base, _FIRST_YEAR, people.as_of // 12) * 100
    base = np.where(resident, 0, bases[year - _FIRST_YEAR])
    last = np.clip(year - paid.first_year, 0, paid.account.shape[1] - 1)
    account = np.where(year < paid.first_year, 0, paid.account[rows, last])
    resident_account = people.draws.between("resident account", 200_000, 6_000_000)[rows]
    resident_months = 12 * people.draws.between("resident years", 0, 20)[rows]
    found = Pensioners(
        rows=rows,
        base=base,
        earlier_base=np.where(resident, 0, bases[np.maximum(year - _FIRST_YEAR - 1, 0)]),
        index=np.where(resident, 0, paid.average_index[rows]),
        months=np.where(resident, resident_months, paid.total_months[rows]),
        deemed=np.where(resident, 0, paid.deemed_months[rows]),
        account=np.where(resident, resident_account, account),
        payout=payout_tenths(retired - people.birth_month[rows], retired),
        scheme=scheme,
        determined=np.full(len(rows), -1, dtype=np.int64),
        adjustment=np.zeros(len(rows), dtype=np.int64),
    )
    return _with_amounts(found, retired, people.as_of, proportions)


def _scheme(group: str) -> int:
    """The position in `Scheme` of a group such as institution_retired."""
    return list(Scheme).index(SCHEME_SPELLINGS[group.split("_")[0]]) if "retired" in group else 0


def _with_amounts(found: Pensioners, retired: Integers, as_of: int, proportions: Proportions) -> Pensioners:
    by_formula = found.pension(found.base).total
    determined = np.where(found.scheme == 2, 36_700 + found.account // 139, by_formula * 13 // 10)
    fixed = (found.scheme > 0) | (retired < _FORMULA_SINCE)
    start = np.where(found.scheme == 0, by_formula, determined)
    rise = by_year(proportions.pension_rise, _FIRST_YEAR, as_of // 12)
    factors = np.full(len(rise), 1_000_000, dtype=np.int64)
    for position in range(len(rise) - 2, -1, -1):
        factors[position] = factors[position + 1] * (1000 + rise[position + 1]) // 1000
    adjustment = start * (factors[retired // 12 - _FIRST_YEAR] - 1_000_000) // 1_000_000
    amounts = {
        "determined": np.where(fixed, start, -1),
        "adjustment": np.where(found.scheme == 2, 0, adjustment),
    }
    fields = {name: getattr(found, name) for name in Pensioners.__slots__}
    return Pensioners(**(fields | amounts))


def pensioner_table(people: People, names: pa.Table, found: Pensioners, proportions: Proportions) -> pa.Table:
    """The roster `pensioners`; `names` holds the columns of `persons` for the whole chunk."""
    draws, rows, rates = people.draws, found.rows, proportions.permille
    suspended = draws.chance("suspended", rates["suspended_pensioners"])[rows]
    dead = people.death[rows] >= 0
    status = np.where(dead & draws.chance("terminated", 600)[rows], 2, np.where(suspended, 1, 0))
    since_proof = draws.below("proof", 12)[rows] + np.where(
        draws.chance("no proof", rates["proof_of_life_expired"])[rows], 14, 0
    )
    deducted = draws.chance("deduction", rates["with_deduction"])[rows]
    deduction = np.where(deducted, draws.between("deducted", 1000, 60_000)[rows], 0)
    columns = _operands(people, names, found) | {
        "status": words(_STATUSES, status),
        "verified": dates(people.as_of - since_proof, np.full(len(rows), 15)),
        "arrears": pa.array(np.zeros(len(rows), dtype=np.int64)),
        "deduction": pa.array(deduction),
    }
    return pa.table(columns)


def _operands(people: People, names: pa.Table, found: Pensioners) -> dict[str, pa.Array]:
    rows = pa.array(found.rows)
    taken = {name: names.column(name).take(rows) for name in ("person", "identity_number", "name", "sex", "birth")}
    return taken | {
        "death": names.column("death").take(rows),
        "district": names.column("district").take(rows),
        "scheme": words(tuple(Scheme), found.scheme),
        "retired": pa.array(periods(people.retired[found.rows])),
        "base": pa.array(found.base),
        "index": pa.array(found.index),
        "months": pa.array(found.months),
        "deemed_months": pa.array(found.deemed),
        "account": pa.array(found.account),
        "payout_months": pa.array(found.payout),
        "determined": pa.array(found.determined, mask=found.determined < 0),
        "adjustment": pa.array(found.adjustment),
    }


def recalculation_tables(
    people: People, names: pa.Table, found: Pensioners, proportions: Proportions
) -> tuple[pa.Table, pa.Table]:
    """The roster `recalculations`, and `payments`: twelve months paid on the base of the year before."""
    chosen = people.draws.chance("recalculated", proportions.permille["recalculated"])[found.rows]
    chosen &= (found.determined < 0) & (people.death[found.rows] < 0)
    part = Pensioners(**{name: getattr(found, name)[chosen] for name in Pensioners.__slots__})
    first = np.maximum(people.as_of - 11, people.retired[part.rows])
    count = len(part.rows)
    roster = pa.table(
        _operands(people, names, part)
        | {
            "status": words(_STATUSES, np.zeros(count, dtype=np.int64)),
            "from_period": pa.array(periods(first)),
            "through_period": pa.array(np.full(count, periods(np.array([people.as_of]))[0])),
            "adjusted_from": pa.array(periods(np.full(count, people.as_of // 12 * 12))),
        }
    )
    return roster, _payments(people, part, first)


def _payments(people: People, part: Pensioners, first: Integers) -> pa.Table:
    """The ledger of what was paid: a row a month, and for one in five an earlier correction."""
    monthly = part.pension(part.earlier_base).total + part.adjustment
    months = people.as_of - first + 1
    corrected = people.draws.chance("corrected", 200)[part.rows]
    rows = np.repeat(np.arange(len(months)), months + corrected)
    order = np.arange(len(rows)) - np.repeat(np.cumsum(months + corrected) - (months + corrected), months + corrected)
    is_correction = order == months[rows]
    amount = np.where(is_correction, monthly[rows] // 100, monthly[rows])
    period = periods(first[rows] + np.where(is_correction, 0, order))
    return pa.table(
        {
            "person": pa.array(people.numbers[part.rows][rows]),
            "period": pa.array(period),
            "kind": words(("regular", "correction"), is_correction.astype(np.int64)),
            "amount": pa.array(amount),
        }
    )
