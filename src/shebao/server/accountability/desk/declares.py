"""What `desk` declares: who sees it."""

from __future__ import annotations

from pathlib import Path

from shebao.server.platform.declarations import Declarations, Menu, Permission

VIEW_DESK = Permission("view_desk", "查看审核工作台")

DECLARATIONS = Declarations(
    permissions=(VIEW_DESK,),
    menu=(Menu("/desk/", "审核工作台", VIEW_DESK, rank=50, home=2),),
    roles=(Path(__file__).with_name("roles.yaml"),),
)
