"""What each app declares to the platform, in its module `declares`, and all of it collected: no app stands in a central list."""

from shebao.server.platform.declarations.collecting import Collected, DeclaredTwice, collected
from shebao.server.platform.declarations.menus import may_use
from shebao.server.platform.declarations.shapes import Action, Declarations, Detail, Inbox, Menu, Permission

__all__ = [
    "Action",
    "Collected",
    "Declarations",
    "DeclaredTwice",
    "Detail",
    "Inbox",
    "Menu",
    "Permission",
    "collected",
    "may_use",
]
