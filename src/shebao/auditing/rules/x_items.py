"""X06–X07: the classification items that the text explains are those of the tables, by name, path and number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from shebao.auditing.amounts import Known
from shebao.auditing.assertions import Assertions
from shebao.auditing.context import Context
from shebao.auditing.registry import rule
from shebao.auditing.rules.n_items import item_groups
from shebao.auditing.verdicts import Holds, Operand, Severity, Undecided, Verdict, Violated
from shebao.classification import functional
from shebao.classification.names import normalise
from shebao.money import Interval, total
from shebao.report.provenance import Source
from shebao.report.statements import Aspect, Fact
from shebao.report.tables import Row, Table, TableState

_LEVELS = ("类", "款", "项")
_LENGTHS = (3, 5, 7)
_NEAR = 0.6
_ALIKE = 0.75


@rule(
    "X06",
    Severity.WARNING,
    "科目名称与路径",
    proves="文字说明的科目（类、款、项）名称与支出决算表中的科目相同，所属类、款正确。",
    basis="政府收支分类科目；决算情况说明应与决算表一致",
)
def item_names(context: Context) -> Iterator[Verdict]:
    """Each path of names against the table's rows, or against the classes that the text itself lists."""
    assertions = context.assertions
    table = _table(assertions)
    for fact in _items(assertions, 1 if table is not None else 2):
        if table is not None:
            yield _against_table(assertions, fact, table)
        else:
            yield from _against_classes(assertions, fact)


def _items(assertions: Assertions, least_depth: int = 2) -> list[Fact]:
    """One fact for each explained item of appropriation expenditure, the actual going first."""
    found: dict[tuple[str, ...], Fact] = {}
    for (measure, depth, aspect), facts in item_groups(assertions).items():
        if measure != "general" or depth < least_depth:
            continue
        for fact in facts:
            if fact.item not in found or aspect is Aspect.ACTUAL:
                found[fact.item] = fact
    return list(found.values())


def _table(assertions: Assertions) -> Table | None:
    """The table of appropriation expenditure, where its coded rows have names."""
    table = assertions.report.table("general_budget_expenditure")
    if table is None or table.state is not TableState.READ:
        return None
    named = [row for row in table.rows if row.key.isdigit() and row.name]
    return table if len(named) > 2 and len(named) * 10 >= 9 * len(table.rows) - 20 else None


def _same(left: str, right: str) -> bool:
    return normalise(left).removesuffix("支出") == normalise(right).removesuffix("支出")


def _against_table(assertions: Assertions, fact: Fact, table: Table) -> Verdict:
    length = _LENGTHS[len(fact.item) - 1]
    rows = {row.key: row for row in table.rows if row.key.isdigit() and row.name}
    named = [row for row in rows.values() if len(row.key) == length and _same(row.name, fact.item[-1])]
    if not named and fact.aspect is Aspect.ACTUAL and not fact.figure.value and functional().named(fact.item[-1]):
        return Holds(fact.source, (fact.figure,))
    if not named:
        return _unknown(assertions, fact, table, {key: row for key, row in rows.items() if len(key) == length})
    wrong = [_wrong_parent(fact, row, rows) for row in named]
    if None in wrong:
        return Holds(fact.source, (fact.figure,))
    level, row, right = next(found for found in wrong if found)
    return _violated(
        fact,
        level,
        fact.item[level],
        right,
        f"《{table.spec.title}》中“{row.name}”{row.key} 属于“{right}”",
        row.source,
    )


def _wrong_parent(fact: Fact, row: Row, rows: Mapping[str, Row]) -> tuple[int, Row, str] | None:
    """The first level at which the path leaves the table's, None where it does not."""
    for level, name in enumerate(fact.item[:-1]):
        above = rows.get(row.key[: _LENGTHS[level]])
        if name and above is not None and not _same(above.name, name):
            return level, row, above.name
    return None


def _unknown(assertions: Assertions, fact: Fact, table: Table, rows: Mapping[str, Row]) -> Verdict:
    name = fact.item[-1]
    if not rows:
        return Undecided(fact.source, "表中没有读到这一级科目。", (fact.figure,))
    meant = _meant(assertions, fact, rows)
    expected = meant.name if meant else "表中的科目名称"
    reason = f"《{table.spec.title}》没有“{name}”"
    if meant is not None:
        reason += f"，数额相同而文中没有说明的是“{meant.name}”{meant.key}"
    return _violated(fact, len(fact.item) - 1, name, expected, reason, meant.source if meant else None)


def _meant(assertions: Assertions, fact: Fact, rows: Mapping[str, Row]) -> Row | None:
    """The row that the text does not name otherwise and that has the same amount, or the nearest name."""
    used = {assertions.code(item.item) for item in _items(assertions, 1) if item.item != fact.item}
    free = [row for row in rows.values() if row.key not in used]
    known = assertions.known(fact)
    equal = [row for row in free if _meets(row, known)] if fact.aspect is Aspect.ACTUAL else []
    if len(equal) == 1:
        return equal[0]
    scored = sorted(free, key=lambda row: -_ratio(row.name, fact.item[-1]))
    return scored[0] if scored and _ratio(scored[0].name, fact.item[-1]) >= _NEAR else None


def _meets(row: Row, known: Known) -> bool:
    cell = row.cells.get("total")
    return cell is not None and cell.figure is not None and cell.figure.value == (known.figure and known.figure.value)


def _ratio(left: str, right: str) -> float:
    return SequenceMatcher(None, normalise(left), normalise(right), autojunk=False).ratio()


def _violated(fact: Fact, level: int, stated: str, expected: str, reason: str, source: Source | None) -> Violated:
    path = "".join(f"{name}（{mark}）" for name, mark in zip(fact.item, _LEVELS, strict=False))
    return Violated(
        source=fact.source,
        message=f"文中科目“{path}”的{_LEVELS[level]}“{stated}”不符：{reason}。",
        stated=f"{stated}（{_LEVELS[level]}）",
        expected=f"{expected}（{_LEVELS[level]}）",
        operands=(Operand("表中科目", expected, source),) if source else (),
        figures=(fact.figure,),
        explains=(fact.figure,) if level < len(fact.item) - 1 else (),
        key=path,
    )


def _against_classes(assertions: Assertions, fact: Fact) -> Iterator[Verdict]:
    """Without a table: the item's class must be among the classes that the text lists for the same expenditure."""
    classes = item_groups(assertions).get(("general", 1, Aspect.ACTUAL), [])
    if len(classes) < 2 or not _all_classes(assertions, classes):
        return
    if any(_same(fact.item[0], stated.item[0]) for stated in classes):
        yield Holds(fact.source, (fact.figure,))
        return
    nearest = max(classes, key=lambda stated: _ratio(stated.item[0], fact.item[0]))
    near = nearest.item[0]
    if _is_outdated(near, fact.item[0], assertions.report.identity.fiscal_year):
        reason = f"本年度政府收支分类科目中是“{fact.item[0]}”，后文的各科目也用此名称"
        yield _violated(nearest, 0, near, fact.item[0], reason, None)
        return
    if _ratio(near, fact.item[0]) >= _ALIKE:
        reason = f"本报告所列的各类支出中是“{near}”，前后名称不同"
        yield _violated(fact, 0, fact.item[0], near, reason, None)
        return
    home = _home(assertions, fact, classes)
    path = "".join(f"{name}（{mark}）" for name, mark in zip(fact.item, _LEVELS, strict=False))
    listed = "、".join(stated.item[0] for stated in classes)
    hint = f"；“{home}”的各项还差的数正是此项，疑属于“{home}”" if home else ""
    yield Violated(
        source=fact.source,
        message=f"科目“{path}”的类“{fact.item[0]}”不在本报告所列的各类支出（{listed}）之中{hint}。",
        stated=path,
        expected=f"{home}（类）…" if home else f"{listed}之一",
        operands=tuple(assertions.known(stated).operand for stated in classes),
        figures=(fact.figure,),
        suspect=fact.figure,
        severity=Severity.ERROR,
        key=path,
    )


def _is_outdated(listed: str, name: str, year: int | None) -> bool:
    """Whether `listed` is another year's name of the class that is called `name` in `year`."""
    codes = functional().classes
    code = codes.get(normalise(name))
    current = functional().get(code, year) if code else None
    return current is not None and code == codes.get(normalise(listed)) and normalise(current.name) == normalise(name)


def _all_classes(assertions: Assertions, classes: list[Fact]) -> bool:
    whole = assertions.value("general", Aspect.ACTUAL)
    return whole is not None and total(assertions.known(fact).interval for fact in classes).meets(whole.interval)


def _home(assertions: Assertions, fact: Fact, classes: list[Fact]) -> str:
    """The one class whose listed items lack exactly this item's amount."""
    items = [f for f in _items(assertions) if f.aspect is Aspect.ACTUAL]
    found = []
    for stated in classes:
        listed = total(assertions.known(f).interval for f in items if _same(f.item[0], stated.item[0]))
        gap: Interval = assertions.known(stated).interval.minus(listed)
        if assertions.known(fact).interval.meets(gap):
            found.append(stated.item[0])
    return found[0] if len(found) == 1 else ""


@rule(
    "X07",
    Severity.WARNING,
    "科目漏列",
    proves="支出决算表中有支出的项级科目，具体情况说明中都有说明。",
    basis="决算公开应说明到项级科目",
)
def missing_items(context: Context) -> Iterator[Verdict]:
    """Rows with amounts that an otherwise complete explanation by items leaves out."""
    assertions = context.assertions
    table = _table(assertions)
    items = [fact for fact in _items(assertions) if len(fact.item) == 3]
    if table is None or len(items) < 3:
        return
    rows = [row for row in table.rows if len(row.key) == 7 and row.key.isdigit() and _has_amount(row)]
    explained = {normalise(fact.item[-1]).removesuffix("支出") for fact in items}
    missing = [row for row in rows if normalise(row.name).removesuffix("支出") not in explained]
    unknown = sum(1 for fact in items if not any(_same(row.name, fact.item[-1]) for row in rows))
    if not missing:
        yield Holds(items[0].source, ())
    elif 0 < len(missing) - unknown <= len(items) // 3:
        names = "、".join(f"{row.key} {row.name}" for row in missing)
        yield Violated(
            source=items[-1].source,
            message=f"《{table.spec.title}》中有支出的科目，文中没有逐项说明：{names}。",
            stated=f"说明了 {len(items)} 个项级科目",
            expected=f"补充说明 {names}",
            operands=tuple(Operand(row.name, row.code or row.key, row.source) for row in missing),
            figures=tuple(figure for row in missing if (figure := row.cells["total"].figure)),
        )


def _has_amount(row: Row) -> bool:
    cell = row.cells.get("total")
    return cell is not None and cell.figure is not None and cell.figure.value != 0
