"""What is done to cases: kept, started, moved. Each in one transaction with its step and the log of decisions."""

from shebao.server.operations.cases.applying import Begun, keep, start
from shebao.server.operations.cases.moving import move, offered_to, rounds_of, situation_of
from shebao.server.operations.cases.preparing import Prepared, assessed, changed_since, prepare, reassessed
from shebao.server.operations.cases.refusing import Refused

__all__ = [
    "Begun",
    "Prepared",
    "Refused",
    "assessed",
    "changed_since",
    "keep",
    "move",
    "offered_to",
    "prepare",
    "reassessed",
    "rounds_of",
    "situation_of",
    "start",
]
