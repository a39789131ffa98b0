"""Anchors: seals of the log that another party keeps in a file, one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shebao.server.platform.decisions.chains import BEFORE


class AnchorError(Exception):
    """An anchor file that cannot be read or says nothing; the message names the line."""


@dataclass(frozen=True)
class Anchors:
    """What was noted elsewhere: the hash of seals by number, and of records by chain and number."""

    seals: Mapping[int, str] = field(default_factory=dict)
    records: Mapping[tuple[str, int], str] = field(default_factory=dict)
    lines: int = 0

    def with_those_of(self, others: Anchors) -> Anchors:
        """Both together; where they differ, the other's count, so that one of them breaks the log."""
        return Anchors({**self.seals, **others.seals}, {**self.records, **others.records}, self.lines + others.lines)


def read_all(paths: Iterable[Path]) -> Anchors:
    """The anchors of several files. Raises AnchorError naming file and line, or OSError."""
    found = Anchors()
    for path in paths:
        found = found.with_those_of(read_anchors(path))
    return found


def read_anchors(path: Path) -> Anchors:
    """The anchors of a file; a line of the time before chains names a record. Raises AnchorError naming the line, or OSError."""
    seals: dict[int, str] = {}
    records: dict[tuple[str, int], str] = {}
    lines = 0
    for number, text in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        if not text.strip():
            continue
        try:
            _take(json.loads(text), seals, records)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise AnchorError(f"{path} 第 {number} 行不是存证记录；应为含 seal、hash 和 heads 的 JSON。") from error
        lines += 1
    return Anchors(seals, records, lines)


def _take(entry: dict[str, Any], seals: dict[int, str], records: dict[tuple[str, int], str]) -> None:
    if "sequence" in entry:
        records[BEFORE, int(entry["sequence"])] = str(entry["hash"])
        return
    seals[int(entry["seal"])] = str(entry["hash"])
    for chain, (number, digest) in entry["heads"].items():
        records[str(chain), int(number)] = str(digest)
