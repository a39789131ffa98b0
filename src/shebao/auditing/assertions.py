"""What a report says about each measure: the narrative's facts and the cells of the tables, as comparable values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from shebao.auditing.amounts import Known
from shebao.money import Interval
from shebao.report import Report
from shebao.report.measures import CellRef, measures
from shebao.report.statements import Absence, Aspect, Change, Claim, Fact
from shebao.report.tables import Row, Table, TableState, normalise

BUDGETS = (Aspect.INITIAL_BUDGET, Aspect.ADJUSTED_BUDGET, Aspect.BUDGET)
ASPECT_NAMES = {
    Aspect.ACTUAL: "",
    Aspect.COUNT: "",
    Aspect.BUDGET: "预算",
    Aspect.INITIAL_BUDGET: "年初预算",
    Aspect.ADJUSTED_BUDGET: "全年预算",
    Aspect.ADDITION: "追加预算",
    Aspect.PRIOR: "上年数",
}
_CODE_LENGTHS = {1: 3, 2: 5, 3: 7}
_FUNCTIONAL = ("general_budget_expenditure", "expenditure", "income", "government_fund", "state_capital")
MOST_PRINTS = 30  # no report says one thing as often; what a hostile one adds is not compared, so time stays linear
_Claim = TypeVar("_Claim", bound=Claim)
Key = tuple[str, tuple[str, ...], Aspect]


def title_of(measure: str, item: tuple[str, ...] = (), aspect: Aspect = Aspect.ACTUAL) -> str:
    """What people call a measure, its item and its aspect."""
    if item and item[-1]:
        return f"“{item[-1]}”{ASPECT_NAMES[aspect]}"
    known = measures().get(measure)
    return f"{known.title if known else ''}{ASPECT_NAMES[aspect]}" or "数额"


@dataclass(frozen=True)
class Assertions:
    """Lookup of values by measure, item and aspect in one report."""

    report: Report

    @cached_property
    def _facts(self) -> dict[Key, list[Fact]]:
        found: dict[Key, list[Fact]] = defaultdict(list)
        year = self.report.identity.fiscal_year
        for fact in self.report.facts:
            same = found[fact.measure, fact.item, fact.aspect]
            if (fact.year in (year, None) or year is None or fact.aspect is Aspect.PRIOR) and len(same) < MOST_PRINTS:
                same.append(fact)
        return found

    @cached_property
    def absences(self) -> dict[str, list[Absence]]:
        """The measures said to be nothing."""
        found: dict[str, list[Absence]] = defaultdict(list)
        for claim in self.claims(Absence):
            found[claim.measure].append(claim)
        return found

    def claims(self, kind: type[_Claim]) -> Iterator[_Claim]:
        """The narrative's claims of one kind."""
        return (claim for claim in self.report.claims if isinstance(claim, kind))

    def facts(self, measure: str, aspect: Aspect, item: tuple[str, ...] = ()) -> list[Fact]:
        """The narrative's facts about one thing in the fiscal year."""
        return self._facts.get((measure, item, aspect), [])

    def known(self, fact: Fact) -> Known:
        """A fact as a comparable value; a figure without a unit has the report's."""
        unit = fact.figure.unit or self.report.identity.money_unit or "万元"
        return Known(title_of(fact.measure, fact.item, fact.aspect), fact.figure, unit, fact.source)

    def cells(self, measure: str, aspect: Aspect, item: tuple[str, ...] = ()) -> list[Known]:
        """The cells of tables that show the measure, in order of preference; doubtful and unread ones left out."""
        spec = measures().get(measure)
        if spec is None:
            return []
        aspect = Aspect.BUDGET if aspect in BUDGETS else aspect
        references = spec.items.get(aspect, ()) if item else spec.cells.get(aspect, ())
        return [known for reference in references for known in self.cell(reference, item)]

    def cell(self, reference: CellRef, item: tuple[str, ...] = ()) -> Iterator[Known]:
        """The value at a reference, where the table was read and the cell is certain."""
        table = self.report.table(reference.table)
        if table is None or table.state is not TableState.READ:
            return
        key = reference.row
        if item:
            code = self.code(item)
            if code is None:
                return
            key = key.replace("{code}", code)
        row = table.row(key)
        if row is None or (cell := row.cells.get(reference.column)) is None or cell.doubtful:
            return
        unit = table.unit or self.report.identity.money_unit or "万元"
        yield Known(_cell_name(table, row, reference.column), cell.figure, unit, cell.source)

    def code(self, item: tuple[str, ...]) -> str | None:
        """The code that the tables give to a path of names; None where it fits none or several."""
        codes = self._codes.get((len(item), _bare(item[-1])), frozenset())
        found = {code for code in codes if self._under(code, item)} or codes
        return next(iter(found)) if len(found) == 1 else None

    @cached_property
    def _codes(self) -> dict[tuple[int, str], frozenset[str]]:
        """The codes that the functional tables give to a name, by level."""
        found: dict[tuple[int, str], set[str]] = defaultdict(set)
        for depth in _CODE_LENGTHS:
            for row in self.rows(depth):
                found[depth, _bare(row.name)].add(row.key)
        return {name: frozenset(codes) for name, codes in found.items()}

    def rows(self, depth: int) -> Iterator[Row]:
        """The coded rows of one level (类 1, 款 2, 项 3) of the functional tables."""
        length = _CODE_LENGTHS.get(depth, 0)
        for table_id in _FUNCTIONAL:
            table = self.report.table(table_id)
            for row in table.rows if table else ():
                if row.key.isdigit() and len(row.key) == length:
                    yield row

    def _under(self, code: str, item: tuple[str, ...]) -> bool:
        return all(
            code[: _CODE_LENGTHS[depth]] in self._codes.get((depth, _bare(name)), frozenset())
            for depth, name in enumerate(item[:-1], 1)
            if name
        )

    def values(self, measure: str, aspect: Aspect, item: tuple[str, ...] = ()) -> list[Known]:
        """Everything the report prints about one thing: cells first, then facts."""
        return [
            *self.cells(measure, aspect, item),
            *(self.known(fact) for fact in self.facts(measure, aspect, item)),
        ]

    def value(self, measure: str, aspect: Aspect, item: tuple[str, ...] = ()) -> Known | None:
        """The first of what the report prints about one thing."""
        return next(iter(self.values(measure, aspect, item)), None)

    def interval(self, known: Known, others: Iterable[Known]) -> Interval:
        """The true values of `known`, narrowed by prints of the same thing that agree with it."""
        narrowed = known.interval
        for other in others:
            narrowed = narrowed.meet(other.interval) or narrowed
        return narrowed

    def narrowed(self, fact: Fact) -> Interval:
        """The true values of a fact, narrowed by everything else the report prints about the same thing."""
        known = self.known(fact)
        if not fact.measure:
            return known.interval
        return self.interval(known, self.values(fact.measure, fact.aspect, fact.item))

    def current(self, change: Change) -> Known | None:
        """This year's value of what a comparison is about."""
        if change.current is not None:
            return self.known(change.current)
        return self.value(change.measure, Aspect.ACTUAL, change.item)

    def current_interval(self, change: Change, known: Known) -> Interval:
        """Its true values, narrowed by other prints."""
        return self.interval(known, self.values(change.measure, Aspect.ACTUAL, change.item))


def _bare(name: str) -> str:
    return normalise(name).removesuffix("支出")


def _cell_name(table: Table, row: Row, column: str) -> str:
    spec = table.spec
    label = {"total": "合计", "row": ""}.get(row.key, "".join(row.name.split()) or row.key)
    columns = spec.columns.get(column, ())
    shown = f"“{columns[0]}”" if columns and len(spec.columns) > 1 else ""
    return f"《{spec.title}》{f'“{label}”' if label else ''}{shown}"
