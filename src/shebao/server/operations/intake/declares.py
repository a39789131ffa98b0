"""What intake declares: its demo; who may start cases starts them here."""

from __future__ import annotations

from shebao.server.platform.declarations import Declarations

DECLARATIONS = Declarations(demo="shebao.server.operations.intake.demo")
