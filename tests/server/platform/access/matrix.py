"""Who may call the views of `access`."""

from __future__ import annotations

from server.access import views
from shebao.server.platform.access.declares import VIEW_LOOKS

VIEWS = views("access", VIEW_LOOKS, "looks")
