"""What is done to cases: kept, started, moved. Each in one transaction with its step and the log of decisions."""

from shebao.server.operations.cases.accepting import step
from shebao.server.operations.cases.applying import Begun, keep, new_number, start
from shebao.server.operations.cases.checking import held_of, may_promise
from shebao.server.operations.cases.moving import move, offered_to, rounds_of, situation_of
from shebao.server.operations.cases.noticing import new_code, notify
from shebao.server.operations.cases.preparing import Prepared, as_decided, assessed, changed_since, prepare, reassessed
from shebao.server.operations.cases.refusing import Refused, refused
from shebao.server.operations.cases.remits import does, refuse_beyond, refuse_unseen

__all__ = [
    "Begun",
    "Prepared",
    "Refused",
    "as_decided",
    "assessed",
    "changed_since",
    "does",
    "held_of",
    "keep",
    "may_promise",
    "move",
    "new_code",
    "new_number",
    "notify",
    "offered_to",
    "prepare",
    "reassessed",
    "refuse_beyond",
    "refuse_unseen",
    "refused",
    "rounds_of",
    "situation_of",
    "start",
    "step",
]
