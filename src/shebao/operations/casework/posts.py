"""The posts that handle a case: the words by which roles are allowed to."""

from __future__ import annotations

from enum import StrEnum


class Post(StrEnum):
    """Who moves a case: a clerk accepts it, a second person reviews, a third approves, a supervisor watches over all."""

    CLERK = "start_cases"
    REVIEWER = "review_cases"
    APPROVER = "approve_cases"
    SUPERVISOR = "supervise_cases"
