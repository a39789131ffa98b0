"""Who may call the views of papers."""

from __future__ import annotations

from server.access import PUBLIC, views
from server.operations.cases.matrix import OBJECTS as CASES
from shebao.server.operations.cases.declares import VIEW_RECORDS

VIEWS = {
    **views("papers", VIEW_RECORDS, "paper", "case_paper", whole=False),
    **views("papers", VIEW_RECORDS, "notice", "case_notice", whole=False),
    **views("papers", VIEW_RECORDS, "application", "application"),
    **views("receipts", PUBLIC, "ask"),
    **views("receipts", PUBLIC, "notice", "any_code", whole=False, agency_wide=True),
}
OBJECTS = {
    "case_paper": lambda organisation: {**CASES["case"](organisation), "place": 0},
    "case_notice": lambda organisation: {**CASES["case"](organisation), "code": "ABCDEFGH2345"},
    "any_code": lambda organisation: {"code": "ABCDEFGH2345"},
}
