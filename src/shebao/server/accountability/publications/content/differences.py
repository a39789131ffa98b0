"""What a correction changed: two versions of a report compared cell by cell and paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from shebao.server.accountability.publications.content.tables import address

_LONGEST = 4000


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that differs; '' where blank or absent."""

    table: str
    table_title: str
    address: str
    row_name: str
    column_title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: kept, removed or added."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class TextChange:
    """A section whose words differ."""

    title: str
    pieces: tuple[Piece, ...]


def cell_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[CellChange, ...]:
    """The cells that differ, in the order of the newer version's tables."""
    old, new = dict(_cells(before)), dict(_cells(after))
    changes = []
    for key in (*new, *(key for key in old if key not in new)):
        words = new.get(key) or old[key]
        was, now = (side[key].text if key in side else "" for side in (old, new))
        if was != now:
            changes.append(CellChange(words.table, words.title, key, words.row, words.column, was, now))
    return tuple(changes)


class _Cell(NamedTuple):
    """What is said of a filled cell."""

    table: str
    title: str
    row: str
    column: str
    text: str


def _cells(document: Mapping[str, Any]) -> Iterator[tuple[str, _Cell]]:
    for table in document["tables"]:
        for block in table["blocks"]:
            for row in block["rows"]:
                for column in block["columns"]:
                    text = row["cells"].get(column["id"])
                    if text is not None:
                        key = address(table["id"], row, column["id"])
                        name = f"{row['code']} {row['name']}".strip()
                        yield key, _Cell(table["id"], table["title"], name, column["title"], text)


def text_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[TextChange, ...]:
    """The sections whose words differ, matched by title within their order."""
    old, new = _texts(before), _texts(after)
    titles = list(dict.fromkeys((*(title for title in new), *(title for title in old))))
    found = []
    for title in titles:
        was, now = old.get(title, ""), new.get(title, "")
        if was != now:
            found.append(TextChange(title, tuple(_pieces(was, now))))
    return tuple(found)


def _texts(document: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for section in document["sections"]:
        text = "\n".join(paragraph["text"] for paragraph in section["paragraphs"])
        title, again = section["title"], 2
        while title in found:
            title, again = f"{section['title']}（{again}）", again + 1
        found[title] = text
    for form in document["forms"]:
        lines = (" ".join(indicator.values()) for indicator in form["indicators"])
        found[f"自评表：{form['name'] or form['title']}"] = "\n".join((*lines, form["total"], form["reasons"]))
    return found


def _pieces(was: str, now: str) -> Iterator[Piece]:
    if max(len(was), len(now)) > _LONGEST:
        yield from _by_parts(was.split("\n"), now.split("\n"), "\n")
    else:
        yield from _by_parts(was, now, "")


def _by_parts(was: Sequence[str], now: Sequence[str], joint: str) -> Iterator[Piece]:
    for kind, a0, a1, b0, b1 in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("kept", joint.join(was[a0:a1]))
        else:
            if a1 > a0:
                yield Piece("removed", joint.join(was[a0:a1]))
            if b1 > b0:
                yield Piece("added", joint.join(now[b0:b1]))
