"""How much may be uploaded and how long an audit may take; `settings.EXAMINATION` changes single values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from shebao.bounded import REPORT, Limits

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class ExaminationLimits:
    """Bytes, seconds, days and numbers."""

    files_at_once: int = 500
    files_in_batch: int = 1_000
    anonymous_files_an_hour: int = 200
    anonymous_bytes_an_hour: int = 1_000 * MEGABYTE
    anonymous_seconds_an_hour: int = 1_200
    anonymous_bytes_kept: int = 20_000 * MEGABYTE
    retention_days: int = 7
    link_days: int = 30
    audit_seconds: float = REPORT.seconds
    audit_memory: int = REPORT.memory
    visitor_audit_seconds: float = 60
    image_seconds: int = 10
    image_memory: int = 2 << 30

    @property
    def audit(self) -> Limits:
        """The bounds of an audit."""
        return Limits(self.audit_seconds, self.audit_memory)

    @property
    def visitor_audit(self) -> Limits:
        """The bounds of an audit that somebody asked for without signing in."""
        return Limits(self.visitor_audit_seconds, self.audit_memory)

    @property
    def image(self) -> Limits:
        """The bounds of drawing a page."""
        return Limits(self.image_seconds, self.image_memory)

    @property
    def retention(self) -> timedelta:
        """How long uploads of visitors are kept."""
        return timedelta(days=self.retention_days)


def limits() -> ExaminationLimits:
    """The limits of this installation."""
    return ExaminationLimits(**getattr(settings, "EXAMINATION", {}))
