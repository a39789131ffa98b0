"""Figures of one measurement noted in a file, and a table of how each grows from one size to the next."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

_noted: dict[str, float] = {}


def note(caption: str, value: float) -> None:
    """A figure of this process's measurement."""
    _noted[caption] = value


def keep(file: Path) -> None:
    """Writes down what was noted."""
    file.write_text(json.dumps(_noted, ensure_ascii=False), encoding="utf-8")


def read(file: Path) -> dict[str, float]:
    """What another process noted; nothing where it did not come so far."""
    return dict(json.loads(file.read_text("utf-8"))) if file.is_file() else {}


def table(figures: Mapping[int, Mapping[str, float]]) -> list[str]:
    """Each figure at each size, and by what it is multiplied from the smallest to the largest."""
    sizes = sorted(figures)
    if len(sizes) < 2:
        return []
    lines = [f"增长（{'、'.join(f'{size:,}' for size in sizes)} 人；人数为 {sizes[-1] / sizes[0]:.0f} 倍）"]
    for caption in figures[sizes[0]]:
        values = [figures[size].get(caption) for size in sizes]
        shown = "、".join("—" if value is None else f"{value:,.1f}" for value in values)
        first, last = values[0], values[-1]
        times = f"，{last / first:.2f} 倍" if first and last is not None else ""
        lines.append(f"  {caption}：{shown}{times}")
    return lines
