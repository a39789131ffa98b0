"""Words of the narrative that name a chart or a table (图1, 公开01表) and the block that they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shebao.composing.manuscript import ChartBlock, Manuscript, TableBlock

_FIGURE = re.compile(r"\s*(图\s*\d{1,3})")


def figure_label(caption: str) -> str:
    """图1 of a caption 图1：…; '' where it has no number."""
    match = _FIGURE.match(caption)
    return match[1] if match else ""


class References:
    """The names that charts and tables of a manuscript go by, and the numbers of their blocks."""

    def __init__(self, manuscript: Manuscript) -> None:
        self.targets: dict[str, int] = {}
        for number, block in enumerate(manuscript.blocks, 1):
            name = (
                figure_label(block.caption)
                if isinstance(block, ChartBlock)
                else block.number
                if isinstance(block, TableBlock)
                else ""
            )
            if name:
                self.targets.setdefault(name, number)
        names = sorted(self.targets, key=lambda name: (-len(name), name))
        self._pattern = re.compile("|".join(rf"{re.escape(name)}(?!\d)" for name in names)) if names else None

    def split(self, text: str) -> Iterator[tuple[str, int]]:
        """The text in pieces, each with the number of the block that it names, 0 where it names none."""
        at = 0
        for match in self._pattern.finditer(text) if self._pattern else ():
            if match.start() > at:
                yield text[at : match.start()], 0
            yield match[0], self.targets[match[0]]
            at = match.end()
        if at < len(text):
            yield text[at:], 0
