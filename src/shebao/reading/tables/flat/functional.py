"""Tables by functional subject flattened to lines: names with amounts, codes beside them or apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shebao.classification import functional
from shebao.classification.names import normalise
from shebao.reading.document import Line
from shebao.reading.tables.columns import labelled_columns
from shebao.reading.tables.flat.codes import assign_codes
from shebao.reading.tables.flat.levels import with_levels
from shebao.reading.tables.flat.rows import FlatRow
from shebao.reading.tables.flat.solve import Node, solve
from shebao.reading.tables.flat.tokens import Token, tokens
from shebao.reading.tables.flat.unwrap import unwrap
from shebao.reading.tables.functional import LEVEL_HEADERS, OPTIONAL_COLUMNS, TOTALS, functional_code
from shebao.reading.tables.ties import Bounds
from shebao.report.tables import Row, TableSpec

_CLASS_LENGTH = 3
_TOTAL = "total"
_SHORTEST_NAME = 3


@dataclass
class _Rows:
    """Rows as they come, codes found apart, and how many 栏次 the head numbers."""

    rows: list[FlatRow] = field(default_factory=list)
    pool: list[str] = field(default_factory=list)
    columns: int = 0
    coded: bool = False  # rows begin with their codes: none was extracted apart
    decimals: bool = False  # amounts other than 0.00 are printed with decimals, so a bare number is none

    @property
    def current(self) -> FlatRow | None:
        return self.rows[-1] if self.rows else None


def read_flat_functional(
    lines: Sequence[Line], after_notes: Sequence[Line], spec: TableSpec, unit: str, year: int | None, bounds: Bounds
) -> tuple[tuple[Row, ...], dict[int, str]] | None:
    """The rows and 栏次 of a flattened table by functional subject; None where its columns cannot be told."""
    found = _Rows()
    lines = _without_counted(lines, found)
    whole = with_levels(lines, [tokens(line) for line in lines])
    parts = unwrap(whole, functional_code, functional().names())
    labels = labelled_columns(spec)
    found.coded = _is_coded(parts)
    found.decimals = any(t.number.decimals and t.number.value for line in parts for t in line if t.number)
    for position, line_parts in enumerate(parts):
        _take_line(found, line_parts, parts[position + 1] if position + 1 < len(parts) else (), labels)
    for line in after_notes:
        found.pool.extend(token.text for token in tokens(line) if token.number and functional_code(token.text))
    rows = _recognised(found)
    head = "".join(line.text for line in (*lines, *after_notes))
    most = max((len(row.amounts) for row in rows), default=0)
    columns = _columns(spec, found.columns, normalise(head), most)
    if not rows or columns is None:
        return None
    _set_keys(rows, found.pool, year)
    rows = [row for row in rows if row.key or row.amounts or row.code]
    return _placed(rows, spec, columns, unit, bounds), dict(enumerate(columns, 1)) if found.columns else {}


def _is_coded(lines: Sequence[Sequence[Token]]) -> bool:
    """Whether most lines that name a subject and its amounts begin with a code, or most that name one stand under its own."""
    names = functional().names()
    named = [at for at, line in enumerate(lines) if any(t.number is None and normalise(t.text) in names for t in line)]
    full = [lines[at] for at in named if any(t.number is not None for t in lines[at][1:])]
    headed = sum(at > 0 and len(lines[at - 1]) == 1 and bool(_leading_code(lines[at - 1])[0]) for at in named)
    beside = len(full) > 1 and sum(bool(_leading_code(line)[0]) for line in full) * 2 > len(full)
    return beside or (len(named) > 1 and headed * 2 > len(named))


def _without_counted(lines: Sequence[Line], found: _Rows) -> list[Line]:
    """The lines without a run of lines that count the columns (栏次 one a line)."""
    numbers = [line.text.strip() for line in lines]
    for start, text in enumerate(numbers):
        if text != "1":
            continue
        count = next((i for i, other in enumerate(numbers[start:]) if other != str(i + 1)), len(numbers) - start)
        if count > 2:
            found.columns = count
            return [*lines[:start], *lines[start + count :]]
    return list(lines)


def _columns(spec: TableSpec, numbered: int, head: str, most: int) -> list[str] | None:
    """The columns in order: the usual ones that the head names, as many as it numbers; all where the labels of a wrapped
    head cannot be found and the rows have more amounts (`most`)."""
    usual = [column for column in spec.columns if column not in OPTIONAL_COLUMNS or _named(spec.columns[column], head)]
    memo = [column for column, labels in spec.memo_columns.items() if _named(labels, head)]
    if numbered == 0 and len(usual) < most <= len(spec.columns):
        return list(spec.columns)
    if numbered in (0, len(usual)):
        return usual
    if numbered == len(usual) + len(memo):
        after = usual.index("business") + 1 if "business" in usual else len(usual)
        return [*usual[:after], *memo, *usual[after:]]
    basic = [column for column in spec.columns if column not in OPTIONAL_COLUMNS]
    return next((order for order in (list(spec.columns), basic) if len(order) == numbered), None)


def _named(labels: Sequence[str], head: str) -> bool:
    return any(normalise(label) in head for label in labels)


def _take_line(found: _Rows, parts: list[Token], following: Sequence[Token], labels: Mapping[str, str]) -> None:
    if _numbers_columns(parts):
        found.columns = sum(token.integer is not None for token in parts)
        return
    if parts and all(token.number and functional_code(token.text) for token in parts):
        current = found.current
        if len(parts) == 1 and following and following[0].number is None and _may_head(parts[0], following[0]):
            found.rows.append(FlatRow(code=parts[0].text, tokens=list(parts)))
        elif len(parts) == 1 and current is not None and _has_its_label(current, found):
            current.take(parts[0])  # an amount that looks like a code, under the code and name of its row
        else:
            found.pool.extend(token.text for token in parts)
        return
    if _is_page_number(parts, found):
        return
    code, rest = _leading_code(parts)
    words = _leading_words(rest)
    numbers = rest[len(words) :]
    words = [token for token in words if token.text not in LEVEL_HEADERS]
    if words or code:
        _take_name(found, code, words)
    for token in numbers:
        _take_number(found, token)
        if token.number is None and found.current and normalise(token.text) in labels:
            found.current.blank.add(labels[normalise(token.text)])


def _has_its_label(row: FlatRow, found: _Rows) -> bool:
    """Whether a row has its name, and its code where it is to have one: what follows are amounts."""
    return bool(row.name) and (bool(row.code) or (found.coded and normalise(row.name) in TOTALS))


def _may_head(code: Token, name: Token) -> bool:
    """Whether words below a code may be its name: those of a class are all known."""
    return len(code.text) > _CLASS_LENGTH or normalise(name.text) in functional().names()


def _numbers_columns(parts: Sequence[Token]) -> bool:
    words = "".join(token.text for token in parts if token.number is None)
    numbers = [token.integer for token in parts if token.number]
    return (
        words in ("", "栏次", "类款项", "类款项栏次")
        and len(numbers) > 1
        and numbers == list(range(1, len(numbers) + 1))
    )


def _is_page_number(parts: Sequence[Token], found: _Rows) -> bool:
    """Whether a line is a bare small number below a row that has its amounts, of a table that prints none without decimals."""
    current = found.current
    alone = len(parts) == 1 and bool(parts[0].integer) and len(parts[0].text) <= 3
    if not alone or current is None:
        return alone
    return found.decimals and any(number.decimals for number in current.numbers)


def _leading_code(parts: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    """The code that begins a line (one number, or 类 款 项 apart), and the rest."""
    code: list[Token] = []
    for token in parts:
        joined = "".join(part.text for part in code) + token.text
        if token.integer is None or not (functional_code(joined) and (not code or len(token.text) == 2)):
            break
        code.append(token)
    return code, list(parts[len(code) :])


def _leading_words(parts: Sequence[Token]) -> list[Token]:
    words: list[Token] = []
    for token in parts:
        if token.number is not None or token.is_dash:
            break
        words.append(token)
    return words


def _take_name(found: _Rows, code: list[Token], words: list[Token]) -> None:
    name = "".join(token.text for token in words)
    current = found.current
    if not code and current is not None and not current.amounts and _continues(current, name):
        current.name += name
        current.tokens.extend(words)
        return
    found.rows.append(FlatRow(name=name, code="".join(part.text for part in code), tokens=[*code, *words]))


def _continues(row: FlatRow, more: str) -> bool:
    """Whether words go on with a name broken over lines, rather than begin the next row."""
    known = functional().names()
    joined = normalise(row.name + more)
    if joined in known:
        return True
    if normalise(row.name) in known or normalise(more) in known or normalise(more) in TOTALS or not row.name:
        return not row.name
    return bool(row.code) or len(more) <= _SHORTEST_NAME or any(name.startswith(joined) for name in known)


def _take_number(found: _Rows, token: Token) -> None:
    current = found.current
    looks_coded = token.number and functional_code(token.text) and len(token.text) > _CLASS_LENGTH and not found.coded
    if current is None or (looks_coded and current.amounts):
        found.pool.append(token.text)
    elif token.number is not None or token.is_dash:
        current.take(token)


def _recognised(found: _Rows) -> list[FlatRow]:
    """The rows from the first to the last that is one; between them, with codes found apart, unknown names count too.

    A column headed 合计 is no row: of several rows of totals those without amounts are heads.
    """
    sure = [index for index, row in enumerate(found.rows) if _is_row(row)]
    inner = found.rows[sure[0] : sure[-1] + 1] if sure else []
    totals = [row for row in inner if normalise(row.name) in TOTALS]
    heads = [row for row in totals if not row.amounts]
    if len(heads) == len(totals):
        heads = heads[:-1]
    return [row for row in inner if row not in heads and (_is_row(row) or found.pool)]


def _is_row(row: FlatRow) -> bool:
    """Whether a row says anything: a known name, a code, or a name with amounts; heads do not."""
    name = normalise(row.name)
    return name in TOTALS or name in functional().names() or bool(row.code) or bool(row.name and row.amounts)


def _set_keys(rows: Sequence[FlatRow], pool: Sequence[str], year: int | None) -> None:
    subjects = [row for row in rows if normalise(row.name) not in TOTALS]
    codes = assign_codes([row.name for row in subjects], [row.code for row in subjects], pool, year)
    for row, code in zip(subjects, codes, strict=True):
        row.key = code
        known = functional().named(row.name)
        if code in pool and (any(subject.code == code for subject in known) or code not in functional()):
            row.code = code
    for row in rows:
        if normalise(row.name) in TOTALS:
            row.key = _TOTAL


def _placed(
    rows: Sequence[FlatRow], spec: TableSpec, columns: Sequence[str], unit: str, bounds: Bounds
) -> tuple[Row, ...]:
    nodes = [row.node(bounds, columns) for row in rows]
    roots: list[Node] = []
    by_key: dict[str, Node] = {}
    total = next((node for row, node in zip(rows, nodes, strict=True) if row.key == _TOTAL), None)
    for row, node in zip(rows, nodes, strict=True):
        above = next(
            (by_key[row.key[:length]] for length in (5, 3) if length < len(row.key) and row.key[:length] in by_key),
            None,
        )
        if row.key == _TOTAL or not row.key:
            roots.append(node)
        elif above or total:
            (above or total or node).children.append(node)
        else:
            roots.append(node)
        by_key[row.key] = node
    solve(roots, spec, columns)
    return tuple(row.row(columns, node.chosen, unit, node.doubtful) for row, node in zip(rows, nodes, strict=True))
