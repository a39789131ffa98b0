"""The models of the cycle."""

from shebao.server.cycle.models.course import Comment, Explanation, Rectification, Reminder, Step, Thread
from shebao.server.cycle.models.publication import (
    Publication,
    PublishedFigure,
    PublishedFile,
    PublishedReport,
    SearchPassage,
    Source,
)

__all__ = [
    "Comment",
    "Explanation",
    "Publication",
    "PublishedFigure",
    "PublishedFile",
    "PublishedReport",
    "Rectification",
    "Reminder",
    "SearchPassage",
    "Source",
    "Step",
    "Thread",
]
