"""What the database keeps of an encrypted value: number of the key, blind indexes, ciphertext, joined by points.

A value has room for two blind indexes, so that one key of indexes can follow another while both are there. The first stands
before the ciphertext, the second, where there is one, after it.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

SLOTS = 2
INDEX_PLACES = (2, 4)
"""Which part of a value the index of each slot is, counted from 1."""


@dataclass(frozen=True)
class Token:
    """A value as it is kept; `digests` has a place for each slot, "" where there is none."""

    key: int
    digests: tuple[str, str]
    sealed: bytes

    def __str__(self) -> str:
        first, second = self.digests
        return f"{self.key}.{first}.{text_of(self.sealed)}" + (f".{second}" if second else "")

    @property
    def slots(self) -> frozenset[int]:
        """Where it has a blind index."""
        return frozenset(slot for slot in range(SLOTS) if self.digests[slot])


def parsed(text: str) -> Token:
    """A kept value. Raises ValueError where it is none."""
    number, first, sealed, *more = text.split(".")
    if not (number.isascii() and number.isdecimal()) or len(more) > 1:
        raise ValueError("not an encrypted value")
    return Token(int(number), (first, more[0] if more else ""), bytes_of(sealed))


def bound_to(table: str, column: str, row: str, digests: tuple[str, str]) -> bytes:
    """What the ciphertext is bound to: where it stands, and by what it is found."""
    first, second = digests
    return json.dumps([table, column, row, first, *([second] if second else [])]).encode("utf-8")


def text_of(data: bytes) -> str:
    """Bytes as letters, digits, hyphen and underscore."""
    return base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")


def bytes_of(text: str) -> bytes:
    """The bytes of such a text. Raises ValueError."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
