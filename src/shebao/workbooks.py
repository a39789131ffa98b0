"""How large a workbook would become in memory, found by looking through its XML before a library reserves anything.

A spreadsheet of 1 kB whose only far cell is XFD1048576 makes a reader reserve the whole rectangle; one long shared string
that every cell refers to is copied for each. Cells without content do not count: programs format whole columns.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

MOST_CELLS = 20_000_000
MOST_TEXT = 300_000_000
MOST_UNPACKED = 400_000_000
_BLOCK = 1 << 20
_CELL = re.compile(
    rb"<(?:\w+:)?c\s(?:[^<>]*?\s)?r\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,7})[\"'][^<>]*(?<!/)>"
    rb"(?!\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</)"
)
_ROW = re.compile(rb"<(?:\w+:)?row\s(?:[^<>]*?\s)?r\s*=\s*[\"'](\d{1,7})[\"']")
_REFERENCE = re.compile(rb"\bt\s*=\s*[\"']s[\"'][^<>]*>\s*<(?:\w+:)?v[^<>]*>\s*(\d{1,9})")
_STRING = re.compile(rb"<(?:\w+:)?si\b")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, KeyError)


class TooLarge(Exception):
    """The workbook is none that a person made; the message says in Chinese why and what to do."""


class NoWorkbook(Exception):
    """It is no XLSX workbook at all."""


def check_size(data: bytes) -> None:
    """Raises TooLarge, NoWorkbook. What it costs grows with the unpacked file, which is bounded."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = [info.filename for info in package.infolist() if info.filename.lower().endswith(".xml")]
            if not any(name.lower() == "xl/workbook.xml" for name in names):
                raise NoWorkbook
            left = MOST_UNPACKED
            lengths = _lengths(package)
            for name in names:
                left = _check_part(package, name, lengths, left)
    except _BROKEN:
        raise NoWorkbook from None


def _check_part(package: zipfile.ZipFile, name: str, lengths: list[int], left: int) -> int:
    """Look through one part; gives how many bytes may still be unpacked."""
    longest = max(lengths, default=0)
    rows, columns = _Span(), 1
    text = 0
    for block in _blocks(package, name):
        left -= len(block)
        if left < 0:
            raise TooLarge(f"工作簿解压后超过 {MOST_UNPACKED // 1_000_000} MB，不是正常的表格；请拆成几个文件。")
        for letters, row in _CELL.findall(block):
            columns = max(columns, _number(letters))
            rows.take(int(row))
        for row in _ROW.findall(block):
            rows.take(int(row))
        if longest:
            text += _text_in(block, lengths)
        if rows.width * columns > MOST_CELLS:
            raise TooLarge(
                f"工作表用到了 {rows.width} 行、{columns} 列，多半是有一格误写在很远的地方；请删除用不到的行和列，另存后再导入。"
            )
        if text > MOST_TEXT:
            raise TooLarge("工作簿里的文字展开后太多，不是正常的表格；请检查是否有很长的文字被重复引用。")
    return left


class _Span:
    """The smallest and the largest number seen."""

    __slots__ = ("first", "last")

    def __init__(self) -> None:
        self.first, self.last = 0, -1

    def take(self, number: int) -> None:
        """One more number."""
        if self.last < 0:
            self.first = self.last = number
        elif number > self.last:
            self.last = number
        elif number < self.first:
            self.first = number

    @property
    def width(self) -> int:
        return self.last - self.first + 1


def _text_in(block: bytes, lengths: list[int]) -> int:
    known = len(lengths)
    return sum(lengths[index] for index in map(int, _REFERENCE.findall(block)) if index < known)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number


def _lengths(package: zipfile.ZipFile) -> list[int]:
    """Bytes of each shared string."""
    name = next((name for name in package.namelist() if name.lower().endswith("sharedstrings.xml")), "")
    if not name:
        return []
    with package.open(name) as stream:
        content = stream.read(MOST_UNPACKED + 1)
    if len(content) > MOST_UNPACKED:
        raise TooLarge(f"工作簿解压后超过 {MOST_UNPACKED // 1_000_000} MB，不是正常的表格；请拆成几个文件。")
    return [len(piece) for piece in _STRING.split(content)[1:]]


def _blocks(package: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The part in pieces that end between two tags, so that no cell is cut."""
    rest = b""
    with package.open(name) as stream:
        while block := stream.read(_BLOCK):
            whole = rest + block
            cut = max(whole.rfind(b"<c "), whole.rfind(b"<row"))
            if cut <= 0:
                rest = whole
                if len(rest) > 16 * _BLOCK:
                    yield rest
                    rest = b""
                continue
            yield whole[:cut]
            rest = whole[cut:]
    yield rest
