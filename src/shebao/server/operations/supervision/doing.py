"""What supervisors and those who check afterwards do, each in one transaction with the log of decisions."""

from shebao.server.operations.supervision.absences import end_absence, set_absence
from shebao.server.operations.supervision.promises import check_promise, restore
from shebao.server.operations.supervision.remits import limit_lines, set_level
from shebao.server.operations.supervision.sampling import check_sample, draw
from shebao.server.operations.supervision.undoing import may_undo, undo

__all__ = [
    "check_promise",
    "check_sample",
    "draw",
    "end_absence",
    "limit_lines",
    "may_undo",
    "restore",
    "set_absence",
    "set_level",
    "undo",
]
