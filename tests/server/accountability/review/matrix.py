"""Who may call the views of the review: what each step needs beside this is the machine's."""

from __future__ import annotations

from server.access import views
from server.accountability.unit_years.matrix import unit_year
from shebao.server.accountability.unit_years.declares import VIEW_UNIT_YEAR

VIEWS = {
    **views("review", VIEW_UNIT_YEAR, "reminders"),
    **views("review", VIEW_UNIT_YEAR, "course", "unit_year"),
    **views("review", VIEW_UNIT_YEAR, "comment explain demand", "unit_year", whole=False),
    **views("review", VIEW_UNIT_YEAR, "act", "transition", whole=False),
    **views("review", VIEW_UNIT_YEAR, "thread", "thread", whole=False),
    **views("review", VIEW_UNIT_YEAR, "settle", "entry", whole=False),
}
OBJECTS = {
    "transition": lambda organisation: {"pk": unit_year(organisation).pk, "action": "check"},
    "thread": lambda organisation: {"pk": unit_year(organisation).pk, "thread": 1},
    "entry": lambda organisation: {"pk": unit_year(organisation).pk, "entry": 1},
}
