"""What is wrong with something that people wrote: a code for programs, the place, the reason and what to do for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: file, sheet, row as a person counts it (0: none), and the steps to it (a person, a form, a list's
    member). `part` and `line` are for programs: what kind of input it is and the id of the line where its source has ids."""

    file: str = ""
    sheet: str = ""
    row: int = 0
    steps: tuple[str, ...] = ()
    part: str = ""
    line: int | None = None

    def at(self, step: str) -> Place:
        """A place inside this one."""
        return replace(self, steps=(*self.steps, step))

    def __str__(self) -> str:
        sheet = f"〔{self.sheet}〕" if self.sheet else ""
        row = f"第 {self.row} 行" if self.row else ""
        return " ".join(part for part in (f"{self.file}{sheet}{row}", *self.steps) if part)


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: programs know it by `code`, never by its words. `field` is what people call the value, `value` what was
    written; `reason` says what is wrong and what was expected, `advice` what to do."""

    code: str
    reason: str
    advice: str = ""
    place: Place = NOWHERE
    field: str = ""
    value: str = ""

    @property
    def words(self) -> str:
        """The reason and what to do, without place, field and full stop."""
        return f"{self.reason}{f'；{self.advice}' if self.advice else ''}"

    @property
    def told(self) -> str:
        """The same as a sentence."""
        return f"{self.words}。"

    def __str__(self) -> str:
        """In a file: 文件〔表〕第 3 行“列”“值”：…。 In a case: 谁：字段：…"""
        if not self.place.file:
            return "：".join(part for part in (str(self.place), self.field, self.words) if part)
        field = f"“{self.field}”" if self.field else ""
        value = f"“{self.value}”" if self.value else ""
        return f"{self.place}{field}{value}：{self.told}"


class ProblemsFound(Exception):
    """Something was not taken because of its problems; `total` counts all where only the first are listed."""

    def __init__(self, problems: Sequence[Problem], total: int | None = None) -> None:
        self.problems = tuple(problems)
        self.total = len(self.problems) if total is None else total
        super().__init__("\n".join(str(problem) for problem in self.problems))


class FileProblem(Exception):
    """A file that is not taken: `reason` says in Chinese what it is and what to do, `file` what people call it ('' where
    whoever catches it knows); the text of the error says both."""

    def __init__(self, reason: str, file: str = "") -> None:
        super().__init__(f"{file}：{reason}" if file else reason)
        self.reason, self.file = reason, file

    def __reduce__(self) -> tuple[type[FileProblem], tuple[str, str]]:
        return type(self), (self.reason, self.file)


class Wrong(ValueError):
    """A text that is no value of its field: the problem without its place."""

    def __init__(self, code: str, reason: str, advice: str = "") -> None:
        super().__init__(f"{reason}{f'；{advice}' if advice else ''}")
        self.code, self.reason, self.advice = code, reason, advice

    def of(self, place: Place, field: str, value: object = "") -> Problem:
        """The problem at a place, about a field, with what was written (its first characters)."""
        return Problem(self.code, self.reason, self.advice, place, field, str(value)[:MOST_SHOWN])


MOST_SHOWN = 60
