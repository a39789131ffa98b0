"""Each number token of a document is given its outcome: by the report's figures first, then by what stands around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from shebao.reading.account.kinds import kind_of
from shebao.reading.account.owners import Owners
from shebao.reading.account.tokens import Stream, Token, tokens_of
from shebao.reading.document import Block
from shebao.report import Report
from shebao.report.account import Outcome, Part, Printed, Remark
from shebao.report.figures import figures_of
from shebao.report.provenance import Place, Source
from shebao.report.tables import TableState

_REASONS = {
    Part.TABLES: "表中的这个数没有归入任何一栏",
    Part.NOTES: "表下文字中的数没有读成金额",
    Part.NARRATIVE: "这句话没有读成关于数额的陈述",
    Part.FORMS: "自评表中的这个数没有归入任何一项",
    Part.KEY_WORK: "重点工作中的这个数没有读成陈述",
    Part.KEY_WORK_TABLE: "重点工作表中的这个数没有读成陈述",
    Part.GLOSSARY: "名词解释中的数没有读",
    Part.OTHER: "这里的数不在任何一个读出的部分里",
}
_NO_TABLE = "这个数不在任何一张读出的表里"
_LOST_TABLE = "这张表没有还原出行和列"
_COUNTING = (Part.TABLES, Part.FORMS, Part.KEY_WORK_TABLE)
_FEW = 3


def account(report: Report, blocks: Sequence[Block], owners: Owners) -> tuple[Printed, ...]:
    """What became of every number that the blocks print, in reading order."""
    tokens = tokens_of(blocks, owners.parts())
    _note_parts(report, tokens)
    stream = Stream(tokens)
    for figure in sorted(figures_of(report), key=lambda figure: _order(figure.source.place)):
        stream.claim(figure.text, figure.source.place, figure)
    marks = dict(_marks(report, stream))
    left = list(stream.left())
    outcomes = _outcomes(report, left, owners, marks)
    return tuple(_printed(token, outcomes.get(id(token))) for token in tokens if token.figures or id(token) in outcomes)


def _note_parts(report: Report, tokens: Sequence[Token]) -> None:
    """Notes under tables are a part of their own."""
    notes = {(note.source.place.page, note.source.place.line) for table in report.tables for note in table.notes}
    for token in tokens:
        if token.part is Part.TABLES and (token.place.page, token.place.line) in notes:
            token.part = Part.NOTES


def _marks(report: Report, stream: Stream) -> Iterator[tuple[int, Outcome]]:
    """The codes and 行次 that the rows of tables were read with."""
    for table in report.tables:
        for row in table.rows:
            marks = [(row.code, Outcome.CODE)] if row.code else []
            if row.line_number is not None:
                marks.append((str(row.line_number), Outcome.ORDINAL))
            for text, outcome in marks:
                token = stream.claim(text, row.source.place, None)
                if token is not None and not token.figures:
                    yield id(token), outcome


def _outcomes(
    report: Report, left: Sequence[Token], owners: Owners, marks: Mapping[int, Outcome]
) -> dict[int, tuple[Outcome, str]]:
    """The outcome, and the reason where unread, of the tokens that are no figure."""
    contents = owners.contents()
    remarks = _by_place(report.remarks)
    lost = any(table.state is TableState.UNREADABLE for table in report.tables)
    numbered = any(row.line_number is not None for table in report.tables for row in table.rows)
    found: dict[int, tuple[Outcome, str]] = {key: (outcome, "") for key, outcome in marks.items()}
    counted = _counted(left)
    for token in left:
        if id(token) in found or token.figures:
            continue
        remark = next((r for r in remarks.get(_order(token.place)[:2], ()) if r.text in ("", token.text)), None)
        if id(token) in counted:
            found[id(token)] = (Outcome.ORDINAL, "")
        elif remark is not None:
            found[id(token)] = (remark.outcome, remark.reason)
        else:
            outcome = kind_of(token, contents=token.index in contents, numbered=numbered)
            owned = token.part is not Part.TABLES or token.index in owners.tables
            reason = _REASONS[token.part] if owned else _NO_TABLE
            if lost and token.part is Part.TABLES and owned:
                reason = _LOST_TABLE
            found[id(token)] = (outcome, reason if outcome is Outcome.UNREAD else "")
    return found


def _by_place(remarks: Sequence[Remark]) -> dict[tuple[int, int], list[Remark]]:
    found: dict[tuple[int, int], list[Remark]] = {}
    for remark in remarks:
        found.setdefault(_order(remark.place)[:2], []).append(remark)
    return found


def _counted(left: Sequence[Token]) -> set[int]:
    """The tokens of rows that count columns (1 2 3 …), side by side in any order or one below another."""
    found: set[int] = set()
    whole = [token for token in left if token.part in _COUNTING and token.text == token.digits]
    small = [token for token in whole if len(token.digits) <= 2]
    run: list[Token] = []
    for token in small:
        if run and int(token.digits) == int(run[-1].digits) + 1 and token.index - run[-1].index <= 1:
            run.append(token)
            continue
        _keep(run, found)
        run = [token]
    _keep(run, found)
    for _, group in groupby(small, key=lambda token: (token.index, token.row)):
        same = list(group)
        numbers = {int(token.digits) for token in same}
        if len(same) >= _FEW and len(numbers) == len(same) and max(numbers) <= 2 * len(same):
            found.update(map(id, same))
    return found


def _keep(run: Sequence[Token], found: set[int]) -> None:
    if len(run) >= _FEW:
        found.update(map(id, run))


def _printed(token: Token, outcome: tuple[Outcome, str] | None) -> Printed:
    source = Source(token.text, token.place)
    if token.figures:
        return Printed(token.text, token.part, Outcome.FIGURE, source, tuple(token.figures))
    assert outcome is not None
    return Printed(token.text, token.part, outcome[0], source, (), outcome[1])


def _order(place: Place) -> tuple[int, int, float]:
    return place.page or 0, place.line or 0, place.box.top if place.box else 0.0
