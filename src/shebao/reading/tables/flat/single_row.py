"""The 三公 table flattened to lines: a row of amounts without its empty cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from shebao.classification.names import normalise
from shebao.money import Interval, Number
from shebao.reading.document import Line
from shebao.reading.tables.flat.rows import FlatRow
from shebao.reading.tables.flat.tokens import Token, tokens
from shebao.reading.tables.single_row import ORDER, item_of
from shebao.reading.tables.sums import best_holding
from shebao.reading.tables.ties import Bounds
from shebao.report.tables import Family, Row, TableSpec

_LIKELY = ("total", "vehicles", "vehicle_operation", "reception", "vehicle_purchase", "abroad")
_FEWEST_ITEMS = 4
_OTHER_ITEMS = ("会议费", "培训费")
Option = tuple[str, ...]


def read_flat_single_row(
    lines: Sequence[Line], spec: TableSpec, unit: str, bounds: Bounds
) -> tuple[tuple[Row, ...], dict[int, str]] | None:
    """The row and 栏次 of a flattened 三公 table; None where no row of at most twelve amounts is found."""
    text = "".join(line.text for line in lines)
    if any(other in text for other in _OTHER_ITEMS):
        return None
    paired = text.count("预算数") > 2
    columns = _columns_of_budget(lines) if spec.family is Family.BUDGET else _columns_of_accounts(text, paired)
    if not columns:
        return None
    numbered: dict[int, str] = {}
    row: FlatRow | None = None
    for run in _number_runs(lines):
        counted = _counted(run)
        if counted == len(columns):
            numbered = dict(enumerate(columns, 1))
        rest = run[counted:]
        if row is None and 0 < len(rest) <= len(columns) and (len(rest) > 1 or rest[0].integer is None):
            row = FlatRow("row")
            for token in rest:
                row.take(token)
    if row is None:
        return ((), numbered) if numbered or paired else None
    placed = row.placed(columns)
    if placed is not None:
        return (row.row(columns, placed, unit),), numbered
    options = list(_options(row.numbers, spec, columns, bounds.get("row", {})))
    best = options[0] if options else tuple(columns[: len(row.amounts)])
    doubtful = frozenset(column for column in columns if not options or _differs(column, options, row.numbers))
    return (row.row(columns, best, unit, doubtful),), numbered


def _number_runs(lines: Sequence[Line]) -> list[list[Token]]:
    """The numbers, and dashes for blanks, of lines that hold nothing else, neighbouring lines together."""
    runs: list[list[Token]] = [[]]
    for line in lines:
        found = tokens(line)
        if found and all(token.number is not None or token.is_dash for token in found):
            runs[-1].extend(found)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _counted(run: Sequence[Token]) -> int:
    """How many numbers at the start count 1 2 3 … (栏次)."""
    count = next((i for i, token in enumerate(run) if token.integer != i + 1), len(run))
    return count if count > 2 else 0


def _columns_of_accounts(text: str, paired: bool) -> list[str]:
    return _columns(paired) if "预算" in text and "决算" in text else []


def _columns_of_budget(lines: Sequence[Line]) -> list[str]:
    """The items that the words above the amounts name, in their order; none where they are of two years, or too few."""
    words = [token.text for line in lines for token in tokens(line) if token.number is None and not token.is_dash]
    if any("上年" in word or "增减" in word for word in words):
        return []
    items = dict.fromkeys(item for word in words if (item := item_of([normalise(word)])))
    return [f"actual.{item}" for item in items] if len(items) >= _FEWEST_ITEMS else []


def _columns(paired: bool) -> list[str]:
    if paired:
        return [f"{kind}.{item}" for item in ORDER for kind in ("budget", "actual")]
    return [f"{kind}.{item}" for kind in ("budget", "actual") for item in ORDER]


def _options(
    numbers: Sequence[Number], spec: TableSpec, columns: Sequence[str], bounds: Mapping[str, Interval]
) -> Iterator[Option]:
    """The placements for which the row's sums hold and which other tables allow, likeliest first."""
    complete = [option for option in combinations(columns, len(numbers)) if _complete(option)]
    holding = best_holding(complete, numbers, spec, columns)
    allowed = [option for option in holding if _within(option, numbers, bounds)]
    return iter(sorted(allowed or holding, key=_unlikelihood))


def _differs(column: str, options: Sequence[Option], numbers: Sequence[Number]) -> bool:
    """Whether the placements give a column different amounts; a blank is zero."""
    return len({numbers[option.index(column)].value if column in option else 0 for option in options}) > 1


def _complete(option: Option) -> bool:
    """Whether every part has its total, which a form never leaves blank."""
    placed = set(option)
    return all(
        f"{kind}.total" in placed or not any(column.startswith(f"{kind}.") for column in placed)
        for kind in ("budget", "actual")
    )


def _within(option: Option, numbers: Sequence[Number], bounds: Mapping[str, Interval]) -> bool:
    placed = dict(zip(option, numbers, strict=True))
    return all(
        placed[column].interval.meets(bound) if column in placed else bound.contains(0)
        for column, bound in bounds.items()
    )


def _unlikelihood(option: Option) -> tuple[int, int]:
    items = {"budget": set[str](), "actual": set[str]()}
    for column in option:
        kind, item = column.split(".")
        items[kind].add(item)
    return (
        len(items["budget"] ^ items["actual"]),
        sum(_LIKELY.index(item) for kind in items.values() for item in kind),
    )
