"""What personal accounts declare: nothing of their own yet; who may see a record may see its account."""

from __future__ import annotations

from shebao.server.platform.declarations import Declarations

DECLARATIONS = Declarations()
