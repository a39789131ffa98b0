"""What the log of decisions declares: who may read it, and the details that records of every app have."""

from __future__ import annotations

from shebao.server.platform.declarations import Declarations, Detail, Menu, Permission

VIEW_LOG = Permission("view_log", "查看决定记录")

DECLARATIONS = Declarations(
    permissions=(VIEW_LOG,),
    details=(
        Detail("name", "名称"),
        Detail("before", "原来"),
        Detail("after", "改为"),
        Detail("active", "启用"),
        Detail("kind", "类别"),
        Detail("number", "版次"),
        Detail("digest", "内容摘要"),
    ),
    menu=(Menu("/admin/log/", "决定记录", VIEW_LOG, rank=90),),
    health={"anchors": "shebao.server.platform.decisions.anchoring:problem"},
)
