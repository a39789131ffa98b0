"""Small reports, tables and passages for the tests of rules."""

from __future__ import annotations

from shebao.auditing.context import Context
from shebao.auditing.registry import all_rules
from shebao.auditing.verdicts import Holds, Undecided, Violated
from shebao.money import parse_number
from shebao.reading.document import Line
from shebao.reading.parts import divide
from shebao.reading.sections import read_captions, read_contents, read_section
from shebao.report import Identity, Report
from shebao.report.provenance import Figure, Place, Source
from shebao.report.tables import Cell, Note, Row, Table, TableState

UNIT = Identity("示例市社会保险中心", "unit", "", 2023, "万元")


def lines(text: str) -> tuple[Line, ...]:
    """The lines of a text, blank ones left out."""
    return tuple(Line(line, Place(None, i)) for i, line in enumerate(text.splitlines(), 1) if line.strip())


def report(text: str = "", tables: tuple[Table, ...] = (), identity: Identity = UNIT, **changes) -> Report:
    """A report with the sections of `text` and the tables given."""
    blocks = lines(text)
    parts = divide(blocks)
    values = {
        "identity": identity,
        "contents": tuple(e for p in parts if p.kind == "contents" for e in read_contents(p, blocks)),
        "sections": tuple(read_section(p, blocks, set()) for p in parts if p.kind not in {"", "contents"}),
        "tables": tables,
        "facts": (),
        "claims": (),
        "forms": (),
        "key_work": (),
        "key_work_table": (),
        "glossary": (),
        "captions": read_captions(blocks),
        "attachments": (),
    }
    return Report(**(values | changes))


def narrative(body: str, **changes) -> Report:
    """A report whose narrative is `body`."""
    return report(f"第一部分 概况\n一、主要职责\n经办。\n第二部分 决算情况说明\n{body}", **changes)


def cell(text: str, doubtful: str = "") -> Cell:
    """A cell with a printed figure; blank for ''."""
    number = parse_number(text)
    source = Source(text, Place(None, 1))
    return Cell(Figure(text, number, "万元", source) if number else None, source, doubtful)


def table(table_id: str, rows: dict, columns: tuple[str, ...], notes: tuple[str, ...] = (), **changes) -> Table:
    """A table from {(key, name[, line number]): (texts by column)}."""
    made = []
    for label, texts in rows.items():
        key, name, *number = label
        cells = {column: cell(text) for column, text in zip(columns, texts, strict=True)}
        source = Source(f"{name} {' '.join(texts)}", Place(None, len(made) + 1))
        made.append(Row(key, name, cells, source, key if key.isdigit() else "", number[0] if number else None))
    note = tuple(Note(Source(text), (text,)) for text in notes)
    values = {
        "state": TableState.READ,
        "title": Source(table_id),
        "place": Place(None, 1),
        "rows": tuple(made),
        "notes": note,
    }
    return Table(id=table_id, **(values | changes))


def verdicts(code: str, subject: Report, **ties) -> list:
    """What rule `code` says of a report."""
    rule = next(rule for rule in all_rules() if rule.code == code)
    return list(rule.check(Context(subject, **ties)))


def violations(code: str, subject: Report, **ties) -> list[Violated]:
    """The violations that rule `code` finds."""
    return [verdict for verdict in verdicts(code, subject, **ties) if isinstance(verdict, Violated)]


def holds(code: str, subject: Report, **ties) -> list[Holds]:
    """The relations that rule `code` found to hold."""
    return [verdict for verdict in verdicts(code, subject, **ties) if isinstance(verdict, Holds)]


def undecided(code: str, subject: Report, **ties) -> list[Undecided]:
    """The relations that rule `code` could not decide."""
    return [verdict for verdict in verdicts(code, subject, **ties) if isinstance(verdict, Undecided)]
