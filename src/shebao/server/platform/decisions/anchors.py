"""Anchors: heads of the chain that were noted in a file elsewhere."""

from __future__ import annotations

import json
from pathlib import Path


class AnchorError(Exception):
    """An anchor file that cannot be read or says nothing; the message names the line."""


def read_anchors(path: Path) -> dict[int, str]:
    """Sequence → hash of an anchor file. Raises AnchorError naming the line, or OSError."""
    anchors: dict[int, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            anchors[int(entry["sequence"])] = str(entry["hash"])
        except (ValueError, KeyError, TypeError) as error:
            raise AnchorError(f"{path} 第 {number} 行不是存证记录；应为含 sequence 和 hash 的 JSON。") from error
    return anchors
