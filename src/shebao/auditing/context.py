"""What a rule sees: the report, and the reports that it may be tied to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from shebao.auditing.assertions import Assertions
from shebao.report import Report


@dataclass(frozen=True)
class Context:
    """The report under audit; `prior` is the same unit's report of the year before, `department` its department's of the
    same year, where they were given."""

    report: Report
    prior: Report | None = None
    department: Report | None = None

    @cached_property
    def assertions(self) -> Assertions:
        """What the report says about each measure."""
        return Assertions(self.report)
