"""The title of a form: the line that ends it, and the lines above that it wraps over."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shebao.reading.document import Block, Line
from shebao.reading.forms.vocabulary import TITLE
from shebao.report.provenance import Source

_PART = re.compile(r"^\s*第[一二三四五六七八九十]+部分")
_DATED = re.compile(r"^\W*(?:[一二三四五六七八九十]{1,3}\W+)?\d{4}\s*年")
_BARE_ORDINAL = re.compile(r"^\s*[（(][一二三四五六七八九十]{1,3}[)）]\s*$")
_SENTENCE_END = ("。", "；", "！", "？", "，", "：", ":")
_CONTENTS = re.compile(r"(\.{3,}|…{2,}|\s\d{1,3}$)")
_TITLE_LINES = 5


class Titles:
    """The titles of forms among the blocks; `texts` are their plain texts."""

    def __init__(self, blocks: Sequence[Block], texts: Sequence[str]) -> None:
        self.blocks, self.texts = blocks, texts

    def ending_at(self, index: int, free: int) -> tuple[Source, int] | None:
        """The title that ends on a line, with its first line, which is `free` or later; None where none does."""
        block = self.blocks[index]
        if not isinstance(block, Line) or len(block.text.strip()) > 80 or _CONTENTS.search(block.text.strip()):
            return None
        text = self.texts[index]
        above = self.texts[index - 1] if index else ""
        match = TITLE.search(text)
        whole = match if not text.endswith(_SENTENCE_END) else None
        if whole and not (whole.start() < 2 and len(text) <= 12 and self._runs_on(index - 1, free)):
            return self._whole(index, free)
        if (
            0 < len(above) < 60
            and len(text) <= 12
            and not TITLE.search(above)
            and TITLE.search(above + text)
            and not above.endswith(_SENTENCE_END)
        ):
            return Source(_shown(self.blocks[index - 1]) + _shown(block), block.place), index - 1
        return None

    def _runs_on(self, index: int, free: int) -> bool:
        """Whether a line is the beginning of a title that the next one ends."""
        return (
            index >= free
            and 4 <= len(self.texts[index]) < 60
            and not self.texts[index].endswith((*_SENTENCE_END, "表", ")"))
        )

    def _whole(self, end: int, free: int) -> tuple[Source, int]:
        """A title that may wrap: the lines above that belong to it."""
        first = end
        texts = [_shown(self.blocks[end])]
        while first > free and end - first < _TITLE_LINES - 1 and not _DATED.search(texts[0]):
            text = _shown(self.blocks[first - 1])
            if not text or text.endswith((*_SENTENCE_END, "表")) or "\t" in text:
                break
            if _PART.match(text) or _BARE_ORDINAL.match(text) or not _DATED.search(text) or len(text) > 60:
                break
            first -= 1
            texts.insert(0, text)
        if first > free and _BARE_ORDINAL.match(_shown(self.blocks[first - 1])):
            first -= 1
        return Source("".join(texts), self.blocks[end].place), first


def _shown(block: Block) -> str:
    return block.text.strip() if isinstance(block, Line) else ""
