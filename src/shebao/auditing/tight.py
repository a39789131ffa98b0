"""Running text without the spaces that justified lines leave between Chinese characters, and the way back to what is printed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from shebao.report.provenance import Passage, Source

_SPACES = re.compile(r"(?<=[\u3001-\u3011\u4e00-\u9fff“”，；：（）])\s+(?=[\u3001-\u3011\u4e00-\u9fff“”，；：（）])")


@dataclass(frozen=True)
class _Tight(Passage):
    """A passage that is read without such spaces; `printed` is it with them, `offsets` where each character stands there."""

    printed: Passage
    offsets: tuple[int, ...]

    def source(self, start: int, end: int) -> Source:
        """The source of text[start:end], as printed."""
        last = self.offsets[end - 1] + 1 if end > start else self.offsets[start]
        return self.printed.source(self.offsets[start], last)


def tight(passage: Passage) -> Passage:
    """The passage without spaces between Chinese characters; its sources quote what is printed."""
    gaps = [match.span() for match in _SPACES.finditer(passage.text)]
    if not gaps:
        return passage
    kept: list[int] = []
    position = 0
    for start, stop in gaps:
        kept.extend(range(position, start))
        position = stop
    kept.extend(range(position, len(passage.text) + 1))
    text = "".join(passage.text[at] for at in kept[:-1])
    return _Tight(text, passage.starts, passage.places, passage, tuple(kept))
