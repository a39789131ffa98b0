"""Who may call the views of papers."""

from __future__ import annotations

from server.access import views
from server.operations.cases.matrix import OBJECTS as CASES
from shebao.server.operations.cases.declares import VIEW_RECORDS

VIEWS = views("papers", VIEW_RECORDS, "paper", "case_paper", whole=False)
OBJECTS = {"case_paper": lambda organisation: {**CASES["case"](organisation), "place": 0}}
