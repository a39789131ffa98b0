"""The hub: one model of a disclosure report (决算公开), filled by reading or by computation, used by auditing and composing."""

from shebao.report.report import Caption, ContentsEntry, Identity, Report, Section

__all__ = ["Caption", "ContentsEntry", "Identity", "Report", "Section"]
