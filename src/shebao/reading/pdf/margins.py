"""What every page repeats in its margins (running titles, page numbers) is not part of what the document says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from shebao.reading.document import Line, Page

_TOP, _BOTTOM = 0.11, 0.90
_FEWEST_PAGES = 3
_SHARE = 0.4
_DEPTH = 2
_DIGITS = re.compile(r"\d+")
_FOLIO = re.compile(r"[\s\-—–―_·•.|/~第共页]*\d{1,4}(?:\s*[/／]\s*\d{1,4}|[\s页,，]*共\s*\d{1,4})?[\s\-—–―_·•.|/~页]*")

Key = tuple[str, int, bool]


def without_margins(pages: Sequence[Page]) -> list[Page]:
    """The pages without running titles and page numbers: lines in the top or bottom margin that recur there, but for
    their figures, on many pages."""
    kept = list(pages)
    for _ in range(_DEPTH):
        found = [_outermost(page) for page in kept]
        counts = Counter(key for keys in found for key in keys)
        running = {key for key, count in counts.items() if _recurs(key, count, len(kept))}
        if not running:
            break
        kept = [_without(page, keys, running) for page, keys in zip(kept, found, strict=True)]
    return kept


def _recurs(key: Key, count: int, pages: int) -> bool:
    return count >= _FEWEST_PAGES and (count >= _SHARE * pages or key[0] == "#")


def _outermost(page: Page) -> dict[Key, int]:
    """The first and last block of a page, where they are lines in a margin, by what does not change of them."""
    keys: dict[Key, int] = {}
    for index in {0, len(page.blocks) - 1} if page.blocks else ():
        block = page.blocks[index]
        if not isinstance(block, Line) or block.place.box is None:
            continue
        at_top = index == 0 and block.place.box.bottom < _TOP * page.height
        if at_top or block.place.box.top > _BOTTOM * page.height:
            if _FOLIO.fullmatch(block.text):
                keys["#", 0, at_top] = index
            else:
                keys[_DIGITS.sub("#", block.text), round(block.place.box.top / 8), at_top] = index
    return keys


def _without(page: Page, keys: dict[Key, int], running: set[Key]) -> Page:
    dropped = {index for key, index in keys.items() if key in running}
    if not dropped:
        return page
    return replace(page, blocks=tuple(block for index, block in enumerate(page.blocks) if index not in dropped))
