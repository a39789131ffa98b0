"""What is refused, with reasons for people."""

from __future__ import annotations

from collections.abc import Sequence

from shebao.workflow import Refusal


class Refused(Exception):
    """Nothing happened; the reasons are for people."""

    def __init__(self, found: Sequence[Refusal]) -> None:
        super().__init__("；".join(refusal.message for refusal in found))
        self.refusals = tuple(found)


def refused(code: str, message: str, field: str = "") -> Refused:
    """A refusal with one reason."""
    return Refused([Refusal(code, message, field)])
