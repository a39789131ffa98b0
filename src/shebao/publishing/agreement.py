"""Whether what was read back from a file is what was composed: tables cell by cell, the rest statement by statement."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shebao.composing.manuscript import Manuscript, Paragraph
from shebao.money import parse_number
from shebao.reading.document import Document, Line
from shebao.rendering.words import place_words
from shebao.report import Report
from shebao.report.forms import Form
from shebao.report.likeness import claim_key, fact_key
from shebao.report.measures import CellRef
from shebao.report.provenance import NOWHERE, Figure, Passage, Place, Source
from shebao.report.tables import table_specs

_SHOWN = 80
_CSV_LABELS = ("row", "code", "name")
_FORMS = str.maketrans("（）：；，％－", "():;,%-")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """`what` differs: `stands` in the file at `place`, where `composed` was composed; '' where there is nothing."""

    what: str
    place: str
    stands: str
    composed: str

    @property
    def message(self) -> str:
        """One sentence."""
        stands = f"文件中读到“{self.stands}”" if self.stands else "文件中没有读到"
        composed = f"编成的是“{self.composed}”" if self.composed else "编成的报告里没有"
        return f"{self.what}：{stands}，{composed}"


def disagreements(read: Report, composed: Report, *, narrative: bool = True) -> Iterator[Disagreement]:
    """Every difference; `narrative` is False for a file that holds tables only."""
    yield from _cells(read, composed)
    if narrative:
        yield from _statements("情况说明的数", read.facts, composed.facts, fact_key)
        yield from _statements("情况说明的语句", read.claims, composed.claims, claim_key)
        yield from _statements("标题", _headings(read), _headings(composed), lambda heading: heading[:4])
        yield from _statements("名词解释", read.glossary, composed.glossary, lambda e: (squeezed(e.term.quote), e.path))
        yield from _statements("重点工作", read.key_work, composed.key_work, lambda item: squeezed(item.title.quote))
        yield from _statements("重点工作表", read.key_work_table, composed.key_work_table, _key_work)
        yield from _statements("自评表", read.forms, composed.forms, _form)


def running_text(document: Document) -> str:
    """All lines outside tables, squeezed."""
    return "".join(squeezed(block.text) for block in document.blocks if isinstance(block, Line))


def unread_paragraphs(text: str, manuscript: Manuscript) -> Iterator[Disagreement]:
    """The composed paragraphs that do not stand in a running text, character by character, spaces aside."""
    for block in manuscript.blocks:
        if isinstance(block, Paragraph) and squeezed(block.text) not in text:
            yield Disagreement("正文", "", "", _shortened(block.text))


def unequal_tables(package: bytes, composed: Report) -> Iterator[Disagreement]:
    """The amounts of a data package's CSV files that are not those of the composed tables, and those that are missing."""
    found: dict[CellRef, str] = {}
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        for name in archive.namelist():
            table = name.removeprefix("data/").removesuffix(".csv")
            if table in table_specs():
                for row in csv.DictReader(io.StringIO(archive.read(name).decode())):
                    amounts = ((column, text) for column, text in row.items() if column not in _CSV_LABELS and text)
                    found |= {CellRef(table, row["row"], column): text for column, text in amounts}
    wanted = cells(composed)
    for ref in dict.fromkeys((*wanted, *found)):
        stands, expected = parse_number(found.get(ref, "0")), wanted.get(ref)
        if stands is None or stands.value != _value(expected):
            place = f"data/{ref.table}.csv"
            yield Disagreement(cell_words(ref, composed), place, found.get(ref, ""), _text(expected))


def cells(report: Report) -> dict[CellRef, Figure]:
    """Every figure of the nine tables."""
    return {
        CellRef(table.id, row.key, column): cell.figure
        for table in report.tables
        for row in table.rows
        for column, cell in row.cells.items()
        if cell.figure is not None
    }


def _cells(read: Report, composed: Report) -> Iterator[Disagreement]:
    found, wanted = cells(read), cells(composed)
    for ref in dict.fromkeys((*wanted, *found)):
        stands, expected = found.get(ref), wanted.get(ref)
        if _value(stands) != _value(expected):
            place = place_words(stands.source.place) if stands else ""
            yield Disagreement(cell_words(ref, composed), place, _text(stands), _text(expected))


def _value(figure: Figure | None) -> Decimal:
    return figure.value if figure is not None else Decimal(0)


def _text(figure: Figure | None) -> str:
    return figure.text if figure is not None else ""


def cell_words(ref: CellRef, report: Report) -> str:
    """《收入支出决算总表》本年收入合计、金额."""
    spec, table = table_specs()[ref.table], report.table(ref.table)
    row = table.row(ref.row) if table else None
    names = {**spec.columns, **spec.memo_columns}
    labels = (row.name if row else "", names[ref.column][0] if ref.column in names else ref.column)
    return f"《{spec.title}》" + "、".join(label for label in labels if label)


def _statements(
    what: str, read: Iterable[Any], composed: Iterable[Any], key: Callable[[Any], Hashable]
) -> Iterator[Disagreement]:
    found, wanted = _by_key(read, key), _by_key(composed, key)
    for same in dict.fromkeys((*wanted, *found)):
        stands, expected = found.get(same, []), wanted.get(same, [])
        for value in stands[len(expected) :]:
            yield Disagreement(what, place_words(_place(value)), _words(value), "")
        for value in expected[len(stands) :]:
            yield Disagreement(what, "", "", _words(value))


def _by_key(values: Iterable[Any], key: Callable[[Any], Hashable]) -> Mapping[Hashable, list[Any]]:
    found: dict[Hashable, list[Any]] = {}
    for value in values:
        found.setdefault(key(value), []).append(value)
    return found


def _headings(report: Report) -> list[tuple[int, int | None, str, str, Source]]:
    """Headings of a known kind; those of tables and of terms are compared with what stands under them."""
    return [(s.level, s.ordinal, s.kind, squeezed(s.title), s.heading) for s in report.walk() if s.kind]


def _key_work(item: Any) -> Hashable:
    texts = (item.goal, item.completion)
    return (squeezed(item.title.quote), *(squeezed(text.text) if text else "" for text in texts))


def _form(form: Form) -> Hashable:
    """What a form says: its figures and the words of its indicators."""
    indicators = Counter(
        (squeezed(i.name), _quote(i.target), _quote(i.actual), _number(i.weight), _number(i.score))
        for i in form.indicators
    )
    executions = tuple(tuple(map(_number, (e.budget, e.actual, e.rate, e.score))) for e in form.executions)
    texts = tuple(squeezed(text.text) if text else "" for text in (form.reasons, form.measures))
    return (form.kind, squeezed(form.name), executions, _number(form.total), frozenset(indicators.items()), texts)


def _quote(source: Source | None) -> str:
    return squeezed(source.quote) if source is not None else ""


def _number(figure: Figure | None) -> Decimal | None:
    return figure.value if figure is not None else None


def squeezed(text: str) -> str:
    """The text without spaces and with one form of brackets and colons."""
    return "".join(text.split()).translate(_FORMS)


def _place(value: Any) -> Place:
    source = value[-1] if isinstance(value, tuple) else _source(value)
    return source.place if source is not None else NOWHERE


def _source(value: Any) -> Source | None:
    for name in ("source", "term", "title"):
        found = getattr(value, name, None)
        if isinstance(found, Source):
            return found
    return None


def _words(value: Any) -> str:
    if isinstance(value, tuple):
        return str(value[-1].quote)
    source = _source(value)
    text = source.quote if source is not None else value.text if isinstance(value, Passage) else ""
    return _shortened(text)


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
