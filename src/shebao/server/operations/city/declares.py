"""What the city declares: that the demo has one."""

from __future__ import annotations

from shebao.server.platform.declarations import Declarations

DECLARATIONS = Declarations(demo="shebao.server.operations.city.demo")
