"""What `examination` declares: auditing anybody's report, open to everybody."""

from __future__ import annotations

from shebao.server.platform.declarations import Declarations, Menu

DECLARATIONS = Declarations(
    menu=(Menu("/audit/", "报告审核", "public", rank=20),),
    demo="shebao.server.accountability.examination.demo",
)
