"""Who may call the views of the log of decisions."""

from __future__ import annotations

from server.access import views
from shebao.server.platform.decisions.declares import VIEW_LOG

VIEWS = views("decisions", VIEW_LOG, "list check")
