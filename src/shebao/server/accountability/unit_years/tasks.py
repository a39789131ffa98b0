"""The background work of this app; each may run again and leads to the same result."""

from __future__ import annotations

import pghistory

from shebao.accounts.importing.rejects import ImportRejected
from shebao.server.accountability.unit_years import composed, recompute, uploads
from shebao.server.accountability.unit_years.changes import RECOMPUTE, NotEditable
from shebao.server.accountability.unit_years.models import SheetImport, UnitYear
from shebao.server.platform.jobs.background import JobProblem, Run, background


@background(RECOMPUTE, "重新计算")
def recompute_unit_year(run: Run, unit_year: int) -> str:
    """Closes, scores and checks a unit-year again; the newest revision wins."""
    run.step(0, 1, "正在计算")
    return "已计算。" if recompute.run(unit_year) else "已有更新的结果。"


@background(composed.COMPOSE, "编写报告")
def compose_report(run: Run, unit_year: int, kind: str) -> str:
    """Composes the report in one format as it stands now; what is there already is left."""
    run.step(0, 1, "正在编写")
    made = composed.make(UnitYear.objects.get(pk=unit_year), kind)
    if made.problem:
        raise JobProblem(f"还不能生成报告：{made.problem}")
    return "已编写。"


@background("unit_years.look", "核对导入文件")
def look_at_import(run: Run, imported: int) -> str:
    """Reads and judges an uploaded file; nothing is stored as lines."""
    run.step(0, 1, "正在读取和核对")
    found = SheetImport.objects.select_related("unit_year__organisation", "file").get(pk=imported)
    if found.step == SheetImport.Step.READING:
        uploads.look(found)
    return f"{found.rows} 行，{found.rejects_total} 处问题。"


@background("unit_years.confirm", "写入导入的行")
def confirm_import(run: Run, imported: int) -> str:
    """Stores the lines of a confirmed file; a second run finds them stored."""
    found = SheetImport.objects.select_related("made_by").get(pk=imported)
    try:
        with pghistory.context(user=found.made_by_id, url=f"/work/{found.unit_year_id}/imports/{imported}/"):
            done = uploads.confirm(imported, found.made_by, lambda done, text: run.step(done, 100, text))
    except NotEditable as problem:
        raise JobProblem(f"这个年度已经{problem}，没有导入。") from None
    except ImportRejected as problem:
        raise JobProblem(f"内容在确认之后变了，没有导入：{problem.problems[0]}") from None
    return f"已导入 {done.rows} 行。"
