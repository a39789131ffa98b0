"""Documents that a service gives (证明、凭证、权益记录单): what they say, as values; how they are set is the renderer's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a document: heads and rows of texts as they are printed."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A document: `about` are labels and values at its head, `missing` says what the agency does not hold yet and is
    therefore not on it, never shown as zero."""

    kind: str
    title: str
    about: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...] = ()
    remarks: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
