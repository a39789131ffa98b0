"""Plain text: lines with their numbers in the file, in UTF-8, UTF-16 or GB18030."""

from __future__ import annotations

import codecs

from shebao.reading.characters import plain
from shebao.reading.document import Document, Line, Page, Place, UnreadableFile

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes) -> str | None:
    """Text in the encoding that fits: by byte-order mark, else UTF-8, else UTF-16 by its zero bytes, else GB18030; None
    where none does (binary data)."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    candidates = ["utf-8", "gb18030"]
    if b"\0" in data:
        even, odd = data[0:2000:2].count(0), data[1:2000:2].count(0)
        candidates = ["utf-16-le" if odd > even else "utf-16-be"]
    for encoding in candidates:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(text[:20_000]):
            return text
    return _mostly_utf8(data)


def _mostly_utf8(data: bytes) -> str | None:
    """UTF-8 or GB18030 with a few broken characters (a cut or patched file)."""
    for encoding in ("utf-8", "gb18030"):
        text = data.decode(encoding, "replace")
        if text.count("\ufffd") <= max(2, len(text) // 500) and _is_text(text[:20_000]):
            return text
    return None


def _is_text(text: str) -> bool:
    control = sum(1 for c in text if c < " " and c not in "\t\n\r\f\v") + text.count("\0")
    return control <= len(text) // 200


def read_text(data: bytes, name: str) -> Document:
    """A text file as one page of lines, numbered as in the file; blank lines yield none. Raises UnreadableFile."""
    text = decode(data)
    if text is None:
        raise UnreadableFile(f"{name}：不是可以读取的文本文件；请提供 PDF、DOCX、XLSX、HTML、TXT 或 Markdown 文件。")
    lines = tuple(
        Line(plain(line).rstrip(), Place(line=number), closed=line[-1:] in " \u3000")
        for number, line in enumerate(split_lines(text), 1)
        if plain(line).strip()
    )
    return Document(name, "txt", (Page(1, lines),), False)


def split_lines(text: str) -> list[str]:
    """The lines of a file as an editor numbers them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "").split("\n")
