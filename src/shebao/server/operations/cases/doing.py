"""What is done to cases: kept, started, moved. Each in one transaction with its step and the log of decisions."""

from shebao.server.operations.cases.absences import end_absence, set_absence
from shebao.server.operations.cases.applying import Begun, keep, start
from shebao.server.operations.cases.checking import check_promise, held_of, may_promise
from shebao.server.operations.cases.moving import move, offered_to, rounds_of, situation_of
from shebao.server.operations.cases.preparing import Prepared, as_decided, assessed, changed_since, prepare, reassessed
from shebao.server.operations.cases.refusing import Refused, refused
from shebao.server.operations.cases.sampling import check_sample, draw
from shebao.server.operations.cases.together import Joint, cases_of, joint_matters, start_together
from shebao.server.operations.cases.undoing import may_undo, undo

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
    "check_sample",
    "draw",
    "end_absence",
    "held_of",
    "joint_matters",
    "keep",
    "may_promise",
    "may_undo",
    "move",
    "offered_to",
    "prepare",
    "reassessed",
    "refused",
    "rounds_of",
    "set_absence",
    "situation_of",
    "start",
    "start_together",
    "undo",
]
