"""Who may call the views of the desk."""

from __future__ import annotations

from server.access import views
from shebao.server.accountability.desk.declares import VIEW_DESK
from shebao.server.accountability.unit_years.declares import REVIEW

VIEWS = {
    **views("desk", VIEW_DESK, "units units-csv years findings findings-csv comparison comparison-csv"),
    **views("desk", REVIEW, "decide"),
}
