"""What others do with staff lists: bring them, move them, have them checked and written."""

from shebao.server.operations.cases.doing import Refused
from shebao.server.operations.lists.carrying import check, write
from shebao.server.operations.lists.machine import Move
from shebao.server.operations.lists.moving import (
    move,
    offered_to,
    take,
    takes_lists,
    upload,
)

__all__ = [
    "Move",
    "Refused",
    "check",
    "move",
    "offered_to",
    "take",
    "takes_lists",
    "upload",
    "write",
]
