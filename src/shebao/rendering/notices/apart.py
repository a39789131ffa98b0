"""Notices as a bounded process makes them."""

from __future__ import annotations

from collections.abc import Iterator

from shebao.bounded import DONE, Message
from shebao.rendering.notices.notice import Paper, notice_pdf


def pdf(paper: Paper) -> Iterator[Message]:
    """`done`: the paper as PDF."""
    yield DONE, notice_pdf(paper)
