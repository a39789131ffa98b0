"""What `drafts` declares: input that was begun waits for whoever typed it."""

from __future__ import annotations

from shebao.server.platform.declarations import Declarations, Inbox

DECLARATIONS = Declarations(inbox=(Inbox("drafts", (), "shebao.server.platform.drafts.waiting:waiting"),))
