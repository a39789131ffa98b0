"""What papers declare: nothing of their own; who may look at a case may print what it gives."""

from __future__ import annotations

from shebao.server.platform.declarations import Declarations

DECLARATIONS = Declarations()
