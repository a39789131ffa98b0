"""What the portal declares: the first entry of the menu, for everybody."""

from __future__ import annotations

from shebao.server.platform.declarations import Declarations, Menu

DECLARATIONS = Declarations(menu=(Menu("/", "公开门户", "public", rank=10, covers="/reports/"),))
