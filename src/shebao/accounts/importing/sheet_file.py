"""A sheet's file as its name and bytes: what the readers read, wherever it lies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SheetFile:
    """A CSV or XLSX file: `name` is what people call it and tells which of both it is."""

    name: str
    data: bytes

    @property
    def is_csv(self) -> bool:
        """Whether it is a CSV; a workbook otherwise."""
        return self.name.lower().endswith(".csv")


def sheet_file(path: Path) -> SheetFile:
    """The file at a path. Raises OSError."""
    return SheetFile(path.name, path.read_bytes())
