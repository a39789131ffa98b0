"""Who may call the views of the workspace: what is read needs the permission to view, what is written the one to edit."""

from __future__ import annotations

from typing import Any

from server.access import views
from shebao.server.accountability.unit_years.declares import EDIT_UNIT_YEAR, VIEW_UNIT_YEAR
from shebao.server.accountability.unit_years.models import EntryLine, PerformanceForm, UnitYear
from shebao.server.platform.organisations.models import Organisation


def unit_year(organisation: Organisation) -> UnitYear:
    """The unit-year 2024 of an organisation."""
    made, _new = UnitYear.objects.get_or_create(organisation=organisation, fiscal_year=2024)
    return made


def _line(organisation: Organisation) -> dict[str, Any]:
    of = unit_year(organisation)
    line = of.entrylines.first() or EntryLine.objects.create(
        unit_year=of, position=1, amount=100, day="2024-03-01", voucher="1", line="1", kind="income", funding="general"
    )
    return {"pk": of.pk, "name": "entries", "line_id": line.pk}


def _form(organisation: Organisation) -> dict[str, Any]:
    of = unit_year(organisation)
    form = of.performance_forms.first() or PerformanceForm.objects.create(unit_year=of, kind="project", name="项目")
    return {"pk": of.pk, "form_id": form.pk}


_READ = "overview status recompute sheets codes tables performance words report preview findings documents history monitoring"
VIEWS = {
    **views("unit_years", VIEW_UNIT_YEAR, "index"),
    **views("unit_years", EDIT_UNIT_YEAR, "new"),
    **views("unit_years", VIEW_UNIT_YEAR, f"{_READ} settings annex", "unit_year"),
    **views("unit_years", EDIT_UNIT_YEAR, "new_form import_forms", "unit_year"),
    **views("unit_years", VIEW_UNIT_YEAR, "sheet export template", "sheet"),
    **views("unit_years", EDIT_UNIT_YEAR, "add upload paste cells", "sheet"),
    **views("unit_years", VIEW_UNIT_YEAR, "line cells_of_line", "line"),
    **views("unit_years", EDIT_UNIT_YEAR, "remove", "line"),
    **views("unit_years", VIEW_UNIT_YEAR, "form score", "form"),
    **views("unit_years", EDIT_UNIT_YEAR, "remove_form", "form"),
    **views("unit_years", EDIT_UNIT_YEAR, "import rejects map confirm", "import", whole=False),
    **views("unit_years", VIEW_UNIT_YEAR, "document", "document", whole=False),
    **views("unit_years", EDIT_UNIT_YEAR, "remove_document", "document", whole=False),
    **views("unit_years", VIEW_UNIT_YEAR, "download export_forms", "kind", whole=False),
    **views("unit_years", VIEW_UNIT_YEAR, "action", "action", whole=False),
    **views("unit_years", VIEW_UNIT_YEAR, "cell", "unit_year", whole=False),
}
OBJECTS = {
    "unit_year": lambda organisation: {"pk": unit_year(organisation).pk},
    "sheet": lambda organisation: {"pk": unit_year(organisation).pk, "name": "entries"},
    "line": _line,
    "form": _form,
    "import": lambda organisation: {"pk": unit_year(organisation).pk, "import_id": 1},
    "document": lambda organisation: {"pk": unit_year(organisation).pk, "document_id": 1},
    "kind": lambda organisation: {"pk": unit_year(organisation).pk, "kind": "xlsx"},
    "action": lambda organisation: {"pk": unit_year(organisation).pk, "kind": "settings", "context": "x"},
}
