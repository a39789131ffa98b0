"""What `calculator` declares: the third entry of the menu, for everybody. It has no models: nothing is stored."""

from __future__ import annotations

from shebao.server.platform.declarations import Declarations, Menu

DECLARATIONS = Declarations(menu=(Menu("/calculator/", "待遇测算", "public", rank=25),))
