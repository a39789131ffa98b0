"""How grave findings are."""

from __future__ import annotations

from enum import Enum


class Severity(Enum):
    """How grave a finding is."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"

    @property
    def title(self) -> str:
        """The Chinese word."""
        return {"error": "错误", "warning": "疑点", "notice": "提示"}[self.value]
