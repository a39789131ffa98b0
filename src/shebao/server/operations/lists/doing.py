"""What others do with staff lists: bring them, move them, have them checked and written."""

from shebao.server.operations.cases.doing import Refused
from shebao.server.operations.lists.carrying import Checked, Settled, carried, check, judge, settle_all, settled, write
from shebao.server.operations.lists.machine import Move
from shebao.server.operations.lists.moving import (
    Moving,
    Taken,
    move,
    move_all,
    offered_to,
    take_all,
    takes_lists,
    upload,
)
from shebao.server.operations.lists.states import State

__all__ = [
    "Checked",
    "Move",
    "Moving",
    "Refused",
    "Settled",
    "State",
    "Taken",
    "carried",
    "check",
    "judge",
    "move",
    "move_all",
    "offered_to",
    "settle_all",
    "settled",
    "take_all",
    "takes_lists",
    "upload",
    "write",
]
