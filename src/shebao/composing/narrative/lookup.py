"""The figures of a report by the names that sentences use: this year's, last year's, budgets, counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from shebao.classification import Classification, department_economic, functional
from shebao.classification.groups import is_personnel
from shebao.composing.material import Material
from shebao.composing.narrative.printing import amount_text
from shebao.composing.outline import Outline
from shebao.evidence import Origin, PlannedRef
from shebao.fields.data_files import load_data
from shebao.report.measures import CellRef, measures
from shebao.report.statements import Aspect
from shebao.report.tables import Shape, table_specs

ZERO = Decimal(0)
_WAN = 1_000_000
_YUAN = 100
CLASS_LENGTH, ITEM_LENGTH = 3, 7
_FUNDED = {"general": "", "fund_expenditure": "fund:", "state_capital_expenditure": "state_capital:"}
_ITEM_TABLES = {
    "general": "general_budget_expenditure",
    "fund_expenditure": "government_fund",
    "state_capital_expenditure": "state_capital",
}


class SentenceError(ValueError):
    """A mistake in a sentence file: file, line and reason, in Chinese."""


@cache
def quantity_names() -> Mapping[str, str]:
    """Measures by the names that sentences use. Raises ValueError where one is no measure."""
    found: dict[str, str] = load_data(__package__, "quantities.yaml")
    wrong = [name for name, measure in found.items() if measure not in measures()]
    if wrong:
        raise ValueError(f"quantities.yaml：没有这些指标 {wrong}")
    return found


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number: of which measure and classification item, which aspect, in which unit, and where it comes from."""

    measure: str
    aspect: Aspect
    value: Decimal
    unit: str
    origin: Origin
    item: tuple[str, ...] = ()
    code: str = ""
    year: int | None = None
    printed: bool = True  # whether the tables print it; a blank is zero


@dataclass(frozen=True, slots=True)
class Subject:
    """A functional subject: its code and the names of its path."""

    code: str
    path: tuple[str, ...]

    def __getitem__(self, name: str) -> str:
        """编码 or 名称, as sentences say it."""
        if name not in ("编码", "名称"):
            raise SentenceError(f"科目没有“{name}”，可用的有 编码、名称")
        return self.code if name == "编码" else self.path[-1]


class Lookup:
    """Looks figures up. Every figure is as displayed, in the unit of the report; what a table leaves blank is zero."""

    def __init__(self, material: Material, outline: Outline) -> None:
        self.material = material
        self.outline = outline
        year = material.identity.fiscal_year
        assert year is not None
        self.year: int = year
        self.unit = material.identity.money_unit
        self.functional: Classification = functional()
        self.economic: Classification = department_economic()
        self._prior_is_whole = any(ref.table == "expenditure" and ref.row.isdecimal() for ref in material.prior or ())
        self._rows = {(table.id, row.key): row.name for table in material.tables for row in table.rows}

    @property
    def first_year(self) -> bool:
        """Whether there is no prior year."""
        return self.material.prior is None

    def measure(self, name: str) -> str:
        """The measure of a name. Raises SentenceError where it is none."""
        found = quantity_names().get(name)
        if found is None:
            raise SentenceError(f"没有“{name}”这个量；可用的名称见 quantities.yaml")
        return found

    def actual(self, measure: str, code: str = "") -> Quantity:
        """This year's amount."""
        noted = self._noted(measure)
        if noted is not None:
            return noted
        cell = self._cell(measure, Aspect.ACTUAL, code)
        return self._quantity(measure, Aspect.ACTUAL, cell, self.material.figures, code, self.year)

    def prior(self, measure: str, code: str = "") -> Quantity | None:
        """Last year's amount, None in the first year and where it is not known."""
        if self.material.prior is None:
            return None
        if measure == "running_costs" or measures()[measure].cells:
            cell = self._cell(measure, Aspect.ACTUAL, code, prior=True)
            if cell not in self.material.prior and not self._prior_is_whole:
                return None
            return self._quantity(measure, Aspect.PRIOR, cell, self.material.prior, code, self.year - 1)
        return None

    def _quantity(
        self, measure: str, aspect: Aspect, cell: CellRef, figures: Mapping[CellRef, Decimal], code: str, year: int
    ) -> Quantity:
        value = figures.get(cell, ZERO)
        words = "上年" if aspect is Aspect.PRIOR else ""
        origin = Origin(f"{words}{self.words(cell)}＝{amount_text(value)}{self.unit}", (cell,), aspect is Aspect.PRIOR)
        path = self.path(code) if code else ()
        return Quantity(measure, aspect, value, self.unit, origin, path, code, year, cell in figures)

    def _cell(self, measure: str, aspect: Aspect, code: str, prior: bool = False) -> CellRef:
        if measure == "running_costs":
            return CellRef("basic_expenditure", "operating", "amount")
        declared = measures()[measure]
        cells = (declared.items if code else declared.cells).get(aspect, ())
        if not cells:
            raise SentenceError(f"“{declared.title}”不在九张表里，不能用“金额”")
        known = self.material.prior if prior and self.material.prior is not None else self.material.figures
        filled = [cell._replace(row=cell.row.replace("{code}", code)) for cell in cells]
        return next((cell for cell in filled if cell in known), filled[0])

    def words(self, cell: CellRef) -> str:
        """Where a cell stands, in words: 收入支出决算总表“总计”."""
        spec = table_specs()[cell.table]
        row = self._rows.get((cell.table, cell.row), "") or self._name(cell.row)
        column = (spec.columns.get(cell.column) or spec.memo_columns.get(cell.column) or ("",))[0]
        parts = [part for part in (row if spec.shape is not Shape.SINGLE_ROW else "", column) if part]
        return f"《{spec.title}》“{' '.join(parts)}”"

    def _name(self, row: str) -> str:
        subject = self.functional.get(row, self.year) or self.economic.get(row, self.year)
        return subject.name if subject else row

    def budget(self, measure: str, aspect: Aspect, code: str = "") -> Quantity | None:
        """The budget of a measure, or of one of its items; None where the folder holds no budget of that kind."""
        path = self.path(code) if code else ()
        if not (self.material.initial or self.material.adjusted):
            return None
        if measure.startswith("three_public"):
            cell = measures()[measure].cells[Aspect.BUDGET][0]
            found = self._quantity(measure, aspect, cell, self.material.figures, "", self.year)
            return replace(found, aspect=aspect)
        budgets = self.material.initial if aspect is Aspect.INITIAL_BUDGET else self.material.adjusted
        value = budgets.get(f"{_FUNDED[measure]}{code or 'total'}", ZERO)
        word = "年初预算" if aspect is Aspect.INITIAL_BUDGET else "全年预算"
        formula = f"{'/'.join(path) or '一般公共预算财政拨款支出'}{word}＝{amount_text(value)}{self.unit}"
        kind = "initial" if aspect is Aspect.INITIAL_BUDGET else "adjusted"
        planned = PlannedRef(kind, _FUNDED[measure].rstrip(":") or "general", code)
        return Quantity(measure, aspect, value, self.unit, Origin(formula, source=planned), path, code, self.year)

    def _noted(self, measure: str) -> Quantity | None:
        """Amounts of the annex: procurement."""
        if not measure.startswith("procurement"):
            return None
        counts = self.material.counts.procurement
        keys = {
            "procurement": ("goods", "works", "services"),
            "procurement.sme": ("small_medium",),
        }.get(measure, (measure.rpartition(".")[2],))
        fen = sum(counts.get(key, 0) for key in keys)
        value = self.displayed(fen)
        added = "＋".join(amount_text(self.displayed(counts.get(key, 0))) for key in keys) if len(keys) > 1 else ""
        formula = (
            f"附注数据：{measures()[measure].title}＝{added + '＝' if added else ''}{amount_text(value)}{self.unit}"
        )
        return Quantity(measure, Aspect.ACTUAL, value, self.unit, Origin(formula), (), "", self.year)

    def displayed(self, fen: int) -> Decimal:
        """Fen in the unit of the report, rounded half up to two decimals."""
        scale = _WAN if self.unit == "万元" else _YUAN
        return (Decimal(fen) / scale).quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")

    def count(self, measure: str, value: int, unit: str, item: tuple[str, ...] = ()) -> Quantity:
        """A number of things."""
        title = item[-1] if item else measures()[measure].title
        return Quantity(
            measure, Aspect.COUNT, Decimal(value), unit, Origin(f"{title}＝{value}{unit}"), item, "", self.year
        )

    def path(self, code: str) -> tuple[str, ...]:
        """The names of a code and those above it."""
        codes = [code[:length] for length in (3, 5, 7) if length <= len(code)]
        return tuple(self._name(part) for part in codes)

    def subjects(self, measure: str, length: int, *, budgeted: bool = False) -> Iterator[Subject]:
        """The subjects of `length` digits on which there is an amount of the measure, or (`budgeted`) an initial budget."""
        table = _ITEM_TABLES[measure]
        codes = {
            ref.row
            for ref, value in self.material.figures.items()
            if ref.table == table and ref.column == "total" and (value or self.outline.zero_items)
        }
        if budgeted:
            before = _FUNDED[measure]
            known = (key for key, value in self.material.initial.items() if value and key.startswith(before))
            codes |= {key.removeprefix(before) for key in known}
        for code in sorted(code for code in codes if code.isdecimal() and len(code) == length):
            yield Subject(code, self.path(code))

    def economic_names(self, *, personnel: bool) -> list[str]:
        """The names of economic subjects (款) with amounts in table 06, in the order of the table: those of 人员经费, or those
        of 公用经费."""
        table = next(table for table in self.material.tables if table.id == "basic_expenditure")
        return [
            row.name
            for row in table.rows
            if len(row.key) == 5
            and row.key.isdecimal()
            and is_personnel(row.key) is personnel
            and self.material.figures.get(CellRef(table.id, row.key, "amount"), ZERO)
        ]
