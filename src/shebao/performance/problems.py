"""Problems of performance data: what is wrong, in which form and row, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """error: the score cannot stand; warning: a person should look; info: form."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem: `code` for programs, `form` and `row` where, `message` what, `todo` what to do."""

    level: Level
    code: str
    form: str
    row: str
    message: str
    todo: str

    @property
    def text(self) -> str:
        """One line: where, what, what to do."""
        where = f"{self.form}·{self.row}" if self.row else self.form
        return f"{where}：{self.message}；{self.todo}。"
