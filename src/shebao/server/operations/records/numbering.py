"""Numbers of rows, acts and subjects, drawn from the database before they are used, some at a time."""

from __future__ import annotations

from collections.abc import Iterator

from shebao.server.operations.records.reading import numbers

_MOST_AT_A_TIME = 4096


class Numbers(Iterator[int]):
    """An endless supply; each time it runs out it draws twice as many as before, beginning with `many`."""

    def __init__(self, what: str, many: int = 1) -> None:
        self._what, self._many = what, min(many, _MOST_AT_A_TIME)
        self._drawn: list[int] = []

    def __next__(self) -> int:
        if not self._drawn:
            self._drawn = numbers(self._what, self._many)[::-1]
            self._many = min(2 * self._many, _MOST_AT_A_TIME)
        return self._drawn.pop()
