"""What is done to cases: kept, started, moved. Each in one transaction with its step and the log of decisions."""

from shebao.server.operations.cases.applying import Begun, keep, start
from shebao.server.operations.cases.checking import check_promise, held_of, may_promise
from shebao.server.operations.cases.moving import move, offered_to, rounds_of, situation_of
from shebao.server.operations.cases.preparing import Prepared, as_decided, assessed, changed_since, prepare, reassessed
from shebao.server.operations.cases.refusing import Refused
from shebao.server.operations.cases.together import Joint, cases_of, joint_matters, start_together

__all__ = [
    "Begun",
    "Joint",
    "Prepared",
    "Refused",
    "as_decided",
    "assessed",
    "cases_of",
    "changed_since",
    "check_promise",
    "held_of",
    "joint_matters",
    "keep",
    "may_promise",
    "move",
    "offered_to",
    "prepare",
    "reassessed",
    "rounds_of",
    "situation_of",
    "start",
    "start_together",
]
