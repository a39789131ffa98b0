"""What `jobs` declares: its page, and that a worker must be alive."""

from __future__ import annotations

from shebao.server.platform.declarations import Declarations, Menu

DECLARATIONS = Declarations(
    menu=(Menu("/jobs/", "后台任务", "signed_in", rank=60),),
    health={"worker": "shebao.server.platform.jobs.living:problem"},
)
