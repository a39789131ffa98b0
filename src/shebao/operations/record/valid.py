"""When something holds: half-open spans of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

FAR = date.max


@dataclass(frozen=True, slots=True)
class Valid:
    """From `start` to the day before `end`; without an end it holds until something changes. Raises ValueError where empty."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise ValueError(f"起 {self.start} 应早于止 {self.end}")

    def __repr__(self) -> str:
        return f"Valid(start={self.start!r}, end={self.end!r})"

    @property
    def stop(self) -> date:
        """The end, or the last day that can be written where there is none."""
        return self.end or FAR

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.stop

    def overlaps(self, other: Valid) -> bool:
        """Whether a day is in both."""
        return self.start < other.stop and other.start < self.stop

    def covers(self, other: Valid) -> bool:
        """Whether every day of the other is in this one."""
        return self.start <= other.start and other.stop <= self.stop

    def before(self, day: date) -> Valid | None:
        """The part before a day; None where there is none."""
        if day <= self.start:
            return None
        return Valid(self.start, min(self.stop, day) if min(self.stop, day) != FAR else None)

    def since(self, day: date) -> Valid | None:
        """The part from a day on; None where there is none."""
        if day >= self.stop:
            return None
        return Valid(max(self.start, day), self.end)

    def minus(self, other: Valid) -> tuple[Valid, ...]:
        """What is left without the days of the other: at most a part before and a part after."""
        left = self.before(other.start)
        right = self.since(other.end) if other.end is not None else None
        return tuple(part for part in (left, right) if part is not None)

    def __str__(self) -> str:
        return f"{self.start} 起" if self.end is None else f"{self.start} 至 {self.end}（不含）"
