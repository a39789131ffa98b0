"""The glossary (名词解释): terms, and the functional subjects that it explains by path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from shebao.reading.ordinals import leading_ordinal
from shebao.report import Section
from shebao.report.forms import GlossaryEntry
from shebao.report.provenance import NOWHERE, Passage, Source

_PATH = re.compile(r"([^（()）：:，,。；;]{1,60}?)\s{0,9}[（(]\s{0,9}([类款项])\s*[)）]")
_ITEM = re.compile(r"(?<![\d.])\d{1,2}\s*[.、．]\s*(?=[^\d\s])")
_MAX_TERM = 60


def read_glossary(section: Section) -> tuple[GlossaryEntry, ...]:
    """Every explained term in reading order."""
    return tuple(entry for part in section.walk() for entry in _entries(part))


def _entries(part: Section) -> Iterator[GlossaryEntry]:
    titled = part.level > 1 and bool(part.title)
    path = _path(part.title) if titled else ()
    if titled:
        text = part.passages[0] if part.passages else Passage("", (0,), (part.heading.place,))
        yield GlossaryEntry(_without_ordinal(part.heading), path, text)
    for passage in part.passages:
        yield from _in_passage(passage, skip_first=titled)


def _in_passage(passage: Passage, skip_first: bool) -> Iterator[GlossaryEntry]:
    """Entries of a paragraph that begin with an ordinal; several may have run together into one paragraph."""
    starts = [match.start() for match in _ITEM.finditer(passage.text) if _begins(passage.text, match.start())]
    ordinal = leading_ordinal(passage.text)
    if ordinal and 0 not in starts:
        starts.insert(0, 0)
    if not starts and not skip_first:
        starts = [0]
    for start, stop in pairwise([*starts, len(passage.text)]):
        entry = _entry(passage, start, stop)
        if entry:
            yield entry


def _begins(text: str, start: int) -> bool:
    return start == 0 or text[start - 1] in "。；;：: \n）)"


def _entry(passage: Passage, start: int, stop: int) -> GlossaryEntry | None:
    text = passage.text[start:stop]
    ordinal = leading_ordinal(text)
    begin = ordinal.end if ordinal else 0
    matches = _leading_path(text, begin)
    if matches:
        end = matches[-1].end()
    else:
        mark = re.search(r"[：:]|(?<=.)指(?=[^标导])", text[begin : begin + _MAX_TERM])
        if mark is None and not ordinal:
            return None
        end = begin + mark.start() if mark else min(len(text), begin + _MAX_TERM)
    path = tuple(re.sub(r"\s+", "", match[1]) for match in matches)
    term = passage.source(start + begin, start + end)
    return GlossaryEntry(term, path, Passage(text[end:], (0,), (passage.source(start + end, stop).place,)))


def _leading_path(text: str, begin: int) -> list[re.Match[str]]:
    matches: list[re.Match[str]] = []
    for match in _PATH.finditer(text, begin):
        if match.start() > (matches[-1].end() if matches else begin) + 2:
            break
        matches.append(match)
        if match[2] == "项":
            break
    return matches if any(match[2] == "款" for match in matches) or len(matches) == 1 else []


def _path(title: str) -> tuple[str, ...]:
    return tuple(re.sub(r"\s+", "", match[1]) for match in _leading_path(title, 0))


def _without_ordinal(heading: Source) -> Source:
    ordinal = leading_ordinal(heading.quote)
    text = heading.quote[ordinal.end if ordinal else 0 :].strip().rstrip("：:")
    return Source(text, heading.place if heading.place else NOWHERE)
