"""What intake declares: nothing of its own; who may start cases starts them here."""

from __future__ import annotations

from shebao.server.platform.declarations import Declarations

DECLARATIONS = Declarations()
