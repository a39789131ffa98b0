"""Background work of coverage."""

from __future__ import annotations

from shebao.operations.record.changes import EffectsRefused
from shebao.server.operations.coverage.doing import confirm
from shebao.server.operations.coverage.models import PartnerList
from shebao.server.platform.jobs.background import JobProblem, Run, background


@background("coverage.confirm", "登记困难群体名单")
def confirm_list(run: Run, number: int) -> str:
    """Writes what a confirmed list changes."""
    found = PartnerList.objects.select_related("office", "maker", "checker").get(pk=number)
    if found.state != "writing":
        return "名单已由别人办理。"
    run.step(0, 1, "登记")
    try:
        return confirm(found)
    except EffectsRefused as refused:
        found.state, found.told = "faulty", f"不能登记：{refused}"[:500]
        found.save()
        raise JobProblem(found.told) from refused
