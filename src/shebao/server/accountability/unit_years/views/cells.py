"""Ranges of cells changed at once: pasted, filled down, cleared, undone."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shebao.server.accountability.unit_years import editing
from shebao.server.accountability.unit_years.changes import Conflict, NotEditable
from shebao.server.accountability.unit_years.declares import EDIT_UNIT_YEAR
from shebao.server.accountability.unit_years.models import Line
from shebao.server.accountability.unit_years.sheets import Sheet
from shebao.server.accountability.unit_years.views.common import fetched, not_editable
from shebao.server.accountability.unit_years.views.rows import ShownRows
from shebao.server.accountability.unit_years.views.sheets import sheet_or_404, unused
from shebao.server.platform.web.access import requires

MOST_LINES = 1_000
_LONGEST = 300


@requires(EDIT_UNIT_YEAR)
@require_POST
def cells(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Stores the changes of a range, all or none: the rows as they are now, or what is wrong at which cell."""
    unit_year, sheet = fetched(request, pk, EDIT_UNIT_YEAR), sheet_or_404(name)
    hidden = unused(sheet, unit_year)
    try:
        changes = _changes(request.POST.get("changes", ""), {*sheet.fields} - hidden)
    except ValueError as problem:
        return JsonResponse({"message": str(problem)}, status=400)
    try:
        changed = editing.change_cells(unit_year, request.user, sheet, changes)
    except NotEditable:
        return not_editable(request, unit_year)
    except sheet.model.DoesNotExist:
        return JsonResponse({"message": _("有一行已被别人删除，没有保存；请刷新页面。")}, status=409)
    except Conflict as conflict:
        return JsonResponse(_conflict(conflict), status=409)
    except editing.RefusedLines as refused:
        return JsonResponse(_refused(sheet, refused), status=422)
    rows = ShownRows(unit_year, sheet, hidden, can_edit=True)
    return JsonResponse({"lines": [{"line": line.pk, "html": rows.write(line, is_fresh=True)} for line in changed]})


def _conflict(conflict: Conflict) -> dict[str, object]:
    theirs = conflict.theirs
    assert isinstance(theirs, Line)
    message = _("第 %(n)s 行刚被别人改过，没有覆盖；请刷新页面，核对后再改。") % {"n": theirs.position}
    return {"message": message, "problems": [{"line": theirs.pk, "column": "", "message": message}]}


def _refused(sheet: Sheet, refused: editing.RefusedLines) -> dict[str, object]:
    problems = [{"line": line, "column": column, "message": text} for line, column, text in refused.problems]
    label = sheet.column(refused.problems[0][1]).label if refused.problems[0][1] else ""
    first = f"{label}：{refused.problems[0][2]}" if label else refused.problems[0][2]
    message = _("有 %(n)s 处不对，什么都没有改。%(first)s") % {"n": len(problems), "first": first}
    return {"message": message, "problems": problems}


def _changes(text: str, known: set[str]) -> list[editing.CellsOfLine]:
    """The changes that a page sent. Raises ValueError with what is wrong."""
    try:
        found = [
            editing.CellsOfLine(int(each["line"]), int(each["version"]), _texts(each["cells"], known))
            for each in json.loads(text)
        ]
    except (KeyError, TypeError, AttributeError, RecursionError, ValueError):
        raise ValueError(_("看不懂这次修改；请刷新页面后重试。")) from None
    if not 0 < len(found) <= MOST_LINES:
        raise ValueError(_("一次最多改 %(n)s 行；请分几次改，或导入文件。") % {"n": MOST_LINES})
    return found


def _texts(given: dict[str, str], known: set[str]) -> dict[str, str]:
    if not set(given) <= known or not all(isinstance(text, str) for text in given.values()):
        raise ValueError
    return {column: text.replace("\x00", "").strip()[:_LONGEST] for column, text in given.items()}
