"""Marked places in text: `⟦key|shown⟧` is a figure or word that a fault may change; what is written out shows `shown`."""

import re
from dataclasses import dataclass

MARK = re.compile(r"⟦([^|⟦⟧]*)\|([^⟦⟧]*)⟧")


def mark(key: str, shown: str) -> str:
    return f"⟦{key}|{shown}⟧"


def plain(text: str) -> str:
    return MARK.sub(r"\2", text)


@dataclass(frozen=True)
class Place:
    """One marked place: the block and, in a table, the row and column that holds it."""

    key: str
    shown: str
    block: int
    cell: tuple[int, int] | None
    start: int
    end: int


def places_in(text: str, block: int, cell: tuple[int, int] | None = None) -> list[Place]:
    return [Place(m[1], m[2], block, cell, m.start(), m.end()) for m in MARK.finditer(text)]


def replaced(text: str, place: Place, shown: str) -> str:
    return text[: place.start] + mark(place.key, shown) + text[place.end :]
