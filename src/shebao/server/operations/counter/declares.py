"""What the counter declares: its place in the menu."""

from __future__ import annotations

from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.platform.declarations import Declarations, Menu

DECLARATIONS = Declarations(menu=(Menu("/counter/", "综合柜员", VIEW_RECORDS, rank=52, home=4),))
