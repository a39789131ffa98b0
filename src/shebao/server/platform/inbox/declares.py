"""What `inbox` declares: the first page of everybody for whom work waits, with its number."""

from __future__ import annotations

from shebao.server.platform.declarations import Declarations, Menu

DECLARATIONS = Declarations(
    menu=(Menu("/inbox/", "待我办理", "worker", rank=5, home=1, badge="shebao.server.platform.inbox.badge:kept"),),
)
