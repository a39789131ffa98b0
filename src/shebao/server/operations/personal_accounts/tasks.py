"""Background work of personal accounts. What computes is loaded by the worker that does it."""

from __future__ import annotations

from shebao.policy.errors import MissingParameter
from shebao.server.operations.personal_accounts.models import AccountRun
from shebao.server.operations.personal_accounts.running import carry_on
from shebao.server.platform.jobs.background import JobProblem, Run, background


@background("personal_accounts.close", "个人账户年度记账")
def close(run: Run, number: int) -> str:
    """Computes a year for review, or writes what was reviewed."""
    from shebao.batch.errors import BatchError

    found = AccountRun.objects.get(pk=number)
    run.step(0, 1, "计算")
    try:
        return carry_on(found)
    except (BatchError, MissingParameter) as problem:
        found.state, found.told = "faulty", f"不能记账：{problem}"[:500]
        found.save()
        raise JobProblem(found.told) from problem
