"""Lines that no report has: so long, or with so many numbers, that reading them would keep everybody else waiting."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from shebao.reading.document import Block, Grid, Image, Line, UnreadableFile
from shebao.report.provenance import Place

MOST_CHARACTERS = 200_000  # a whole report of a hundred pages on one line is shorter
MOST_NUMBERS = 20_000
_NUMBER = re.compile(r"\d+(?:[,，]\d{3})*(?:[.．]\d+)?")


def refuse_endless(blocks: Iterable[Block]) -> None:
    """Raises UnreadableFile with the place of the first line or cell that no report has."""
    for text, place in _texts(blocks):
        if len(text) > MOST_CHARACTERS:
            raise UnreadableFile(_told(place, f"超过 {MOST_CHARACTERS:,} 个字"))
        if len(text) > MOST_NUMBERS and _has_more_numbers(text):
            raise UnreadableFile(_told(place, f"有超过 {MOST_NUMBERS:,} 个数"))


def _has_more_numbers(text: str) -> bool:
    return any(count > MOST_NUMBERS for count, _ in enumerate(_NUMBER.finditer(text), 1))


def _told(place: Place, what: str) -> str:
    where = (
        f"第 {place.line} 行"
        if place.line is not None
        else "一个单元格"
        if place.page is None
        else f"第 {place.page} 页的一行"
    )
    return f"{where}{what}，不是报告的文字，没有审核；请确认文件，或用原文件重新导出（保留换行）"


def _texts(blocks: Iterable[Block]) -> Iterator[tuple[str, Place]]:
    for block in blocks:
        if isinstance(block, Line):
            yield block.text, block.place
        elif isinstance(block, Grid):
            yield from ((cell.text, cell.place) for row in block.rows for cell in row if cell is not None)
        elif isinstance(block, Image) and block.text:
            yield from ((text, block.place) for text in block.text.splitlines())
