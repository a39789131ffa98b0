"""What `exports` declares: nothing of its own; its pages stand behind the links of other apps."""

from __future__ import annotations

from shebao.server.platform.declarations import Declarations

DECLARATIONS = Declarations()
