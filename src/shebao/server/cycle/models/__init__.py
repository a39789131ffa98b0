"""The models of the cycle."""

from shebao.server.cycle.models.publication import (
    Publication,
    PublishedFigure,
    PublishedReport,
    SearchPassage,
    Source,
)

__all__ = ["Publication", "PublishedFigure", "PublishedReport", "SearchPassage", "Source"]
