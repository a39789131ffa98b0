"""Where a sentence stands: what it is about, what a bracket interrupted, what still waits for its amount."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from shebao.reading.statements.lead import Lead
from shebao.reading.statements.tokens import Token
from shebao.report.statements import Fact


class Mode(Enum):
    """What the running sentence is about."""

    FIGURES = auto()
    REASON = auto()
    USE = auto()
    LIST = auto()


@dataclass(frozen=True, slots=True)
class Subject:
    """What a phrase speaks of; `start` is where its name stands in the paragraph, None where it is inherited."""

    measure: str
    item: tuple[str, ...] = ()
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Outside:
    """What the sentence was about where a bracket opened."""

    subject: Subject | None
    whole: Fact | None
    last: Fact | None
    parts: list[Fact]
    among: bool
    mode: Mode


@dataclass(frozen=True, slots=True)
class Awaiting:
    """A share whose amount is still to come (基本支出占 80%，为 40 万元): its words begin at `start`."""

    subject: Subject
    lead: Lead
    token: Token
    start: int
