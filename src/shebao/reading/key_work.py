"""Key work (重点工作完成情况): the items of the narrative and the rows of the table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from shebao.reading.document import Block, Grid, Line
from shebao.reading.forms.stretches import Cell, Row, rows_of_grid, rows_of_lines
from shebao.reading.forms.vocabulary import plain
from shebao.reading.ordinals import leading_ordinal
from shebao.reading.quantities.scan import Found, numbers
from shebao.report import Section
from shebao.report.forms import KeyWorkItem
from shebao.report.performance.units import units
from shebao.report.provenance import Passage, Place, Source

_TITLE_HEAD = re.compile(r"^(重要|重点)?(工作)?(事项|任务|工作|项目)(名称)?$|^重点工作(名称|任务|事项)?$")
_GOAL_HEAD = re.compile(r"^(工作)?(内容|目标|任务)(及|和)?(工作)?(目标|要求|内容)?$")
_DONE_HEAD = re.compile(r"^(工作)?(实际)?完成(情况|进度|结果)|^落实情况$")
_PART = re.compile(r"^\s*第[一二三四五六七八九十]+部分")
_FLAT_TITLE_LINES = 2
_RULE = re.compile(r"[-—:|]+")
_ROW_HEAD = re.compile(r"(\d{1,2})(?:[\s.、．]+)([\u4e00-\u9fff“《].*)")
_NOTHING = Found(0, 0, 0, "", 1, False)
_NUMBER = re.compile(r"\d{1,2}")
_FLAT_HEAD = re.compile(r"序号(重(?:要|点)\S{0,4}?(?:事项|工作|任务))(工作?内容\S{0,5}|\S{0,4}目标\S{0,3})完成情况")


def read_key_work(section: Section) -> tuple[KeyWorkItem, ...]:
    """The items of the narrative: the sections of its first level with titles, and their text."""
    children = section.children
    while len(children) == 1 and len(children[0].children) > 1:
        children = children[0].children
    level = min((child.level for child in children), default=0)
    return tuple(
        KeyWorkItem(child.ordinal, Source(child.title, child.heading.place), _text_of(child))
        for child in children
        if child.level == level
    )


def _text_of(section: Section) -> Passage:
    parts = [passage for part in section.walk() for passage in _own(part, section)]
    return _joined(parts)


def _own(part: Section, root: Section) -> Iterator[Passage]:
    if part is not root:
        quote = part.heading.quote
        yield Passage(quote, (0,), (part.heading.place,))
    yield from part.passages


def _joined(passages: Sequence[Passage]) -> Passage:
    texts: list[str] = []
    starts: list[int] = []
    places: list[Place] = []
    offset = 0
    for passage in passages:
        texts.append(passage.text)
        starts.extend(start + offset for start in passage.starts)
        places.extend(passage.places)
        offset += len(passage.text)
    return Passage("".join(texts), tuple(starts), tuple(places))


def read_key_work_table(blocks: Sequence[Block]) -> tuple[tuple[KeyWorkItem, ...], frozenset[int]]:
    """The rows of the key-work table, wherever it stands, and the indexes of its blocks."""
    for index, block in enumerate(blocks):
        if isinstance(block, Grid):
            found = _from_grid(blocks, index)
        elif isinstance(block, Line) and "\t" in block.text:
            found = _from_tabs(blocks, index)
        elif isinstance(block, Line) and "序号" in block.text[:4]:
            found = _from_flat(blocks, index)
        else:
            continue
        if found:
            return found
    return (), frozenset()


def _roles(row: Row) -> dict[int, str]:
    roles: dict[int, str] = {}
    for cell in row:
        head = plain(cell.text)
        if head == "序号":
            roles[cell.column] = "ordinal"
        elif _TITLE_HEAD.search(head):
            roles[cell.column] = "title"
        elif _DONE_HEAD.search(head):
            roles[cell.column] = "completion"
        elif _GOAL_HEAD.search(head):
            roles[cell.column] = "goal"
    if not {"title", "completion"} <= set(roles.values()):
        return {}
    if "ordinal" not in roles.values() and (first := min(roles)) > 0:
        roles[first - 1] = "ordinal"  # its head is blank
    return roles


def _from_grid(blocks: Sequence[Block], index: int) -> tuple[tuple[KeyWorkItem, ...], frozenset[int]] | None:
    block = blocks[index]
    assert isinstance(block, Grid)
    rows = list(rows_of_grid(block))
    at = next((i for i, row in enumerate(rows[:4]) if _roles(row)), None)
    if at is None:
        return None
    roles, used, body = _roles(rows[at]), {index}, list(rows[at + 1 :])
    for following in range(index + 1, len(blocks)):
        block = blocks[following]
        if isinstance(block, Grid) and max(len(row) for row in block.rows) == max(map(len, _grid_rows(blocks[index]))):
            used.add(following)
            body.extend(row for row in rows_of_grid(block) if not _roles(row))
        elif not isinstance(block, Line) or len(block.text.strip()) > 4:
            break
    return _merged(body, roles), frozenset(used)


def _grid_rows(block: Block) -> Sequence[Sequence[object]]:
    assert isinstance(block, Grid)
    return block.rows


def _merged(rows: Sequence[Row], roles: dict[int, str]) -> tuple[KeyWorkItem, ...]:
    """Rows as items; a row without title continues the one before it (a page break inside a row)."""
    items: list[dict[str, list[Cell]]] = []
    order = [role for _, role in sorted(roles.items())]
    for row in rows:
        if all(_RULE.fullmatch(cell.text.strip()) for cell in row if cell.text.strip()):
            continue
        if all(cell.column in roles for cell in row):
            by_role = {roles[cell.column]: [cell] for cell in row}
        else:
            by_role = {role: [cell] for role, cell in zip(_in_order(order, row), row, strict=False)}
        title = by_role.get("title")
        if items and not title:
            for role, cells in by_role.items():
                items[-1].setdefault(role, []).extend(cells)
        elif title and plain(title[0].text) not in {"合计", "备注"}:
            items.append(by_role)
    return tuple(_item(item) for item in items)


def _in_order(order: Sequence[str], row: Row) -> Sequence[str]:
    """The roles of a row whose cells have shifted: in the order of the head, with an ordinal where it begins with a number."""
    numbered = bool(row) and bool(_NUMBER.fullmatch(plain(row[0].text)))
    if numbered and "ordinal" not in order:
        return ("ordinal", *order)
    return order if numbered or len(row) >= len(order) else [role for role in order if role != "ordinal"]


def _item(parts: dict[str, list[Cell]]) -> KeyWorkItem:
    ordinal = next((int(plain(c.text)) for c in parts.get("ordinal", []) if _NUMBER.fullmatch(plain(c.text))), None)
    title = parts["title"]
    return KeyWorkItem(
        ordinal,
        Source("".join(re.sub(r"\s+", "", cell.text) for cell in title), title[0].place),
        goal=_passage(parts.get("goal")),
        completion=_passage(parts.get("completion")),
    )


def _passage(cells: Sequence[Cell] | None) -> Passage | None:
    if not cells:
        return None
    return _joined([Passage(cell.text, (0,), (cell.place,)) for cell in cells])


def _from_tabs(blocks: Sequence[Block], index: int) -> tuple[tuple[KeyWorkItem, ...], frozenset[int]] | None:
    block = blocks[index]
    assert isinstance(block, Line)
    head = next(iter(rows_of_lines([block])), ())
    roles = _roles(head)
    if not roles:
        return None
    stop = index + 1
    while stop < len(blocks):
        line = blocks[stop]
        if not isinstance(line, Line) or "\t" not in line.text:
            break
        stop += 1
    lines = [line for line in blocks[index + 1 : stop] if isinstance(line, Line)]
    return _merged(list(rows_of_lines(lines)), roles), frozenset(range(index, stop))


def _from_flat(blocks: Sequence[Block], index: int) -> tuple[tuple[KeyWorkItem, ...], frozenset[int]] | None:
    """A table flattened to lines: each row begins with its bare number; title, goal and completion are one text."""
    head, first = "", index
    while first < len(blocks) and first - index < 8 and not _FLAT_HEAD.search(head):
        line = blocks[first]
        if not isinstance(line, Line):
            return None
        head += plain(line.text)
        first += 1
    if not _FLAT_HEAD.search(head):
        return None
    stop = first
    rows: list[list[Line]] = []
    while stop < len(blocks):
        line = blocks[stop]
        if not isinstance(line, Line) or _PART.match(line.text):
            break
        text = line.text.strip()
        begun = _row_begun(text, len(rows) + 1)
        if begun is not None:
            rows.append([replace(line, text=begun)] if begun else [])
        elif rows:
            rows[-1].append(line)
        elif leading_ordinal(text):
            break
        stop += 1
    return tuple(_flat_item(number, lines) for number, lines in enumerate(rows, 1) if lines), frozenset(
        range(index, stop)
    )


def _row_begun(text: str, number: int) -> str | None:
    """What stands behind the number of the next row on its line ('' where it stands alone); None where no row begins. A
    number that goes on with a unit or a mark is part of a sentence."""
    if text == str(number):
        return ""
    match = _ROW_HEAD.match(text)
    if match is None or int(match[1]) != number or next(numbers(text), _NOTHING).unit in units().by_name:
        return None
    return match[2].strip()


def _flat_item(ordinal: int, lines: Sequence[Line]) -> KeyWorkItem:
    """Where title, goal and completion divide is not known: all is `text`, the title is its beginning."""
    title = "".join(line.text.strip() for line in lines[:_FLAT_TITLE_LINES])
    text = _joined([Passage(line.text.strip(), (0,), (line.place,)) for line in lines])
    return KeyWorkItem(ordinal, Source(title, lines[0].place), text=text)
