"""What `monitoring` declares: that the database in use is the primary."""

from __future__ import annotations

from shebao.server.platform.declarations import Declarations

DECLARATIONS = Declarations(health={"primary": "shebao.server.platform.database.primary:problem"})
