"""What the record declares: that it changed, in the log of decisions."""

from __future__ import annotations

from shebao.server.platform.declarations import Action, Declarations, Detail

RECORD_CHANGED = Action("record_changed", "变更权益记录")
RECORD_EXPORTED = Action("record_exported", "导出权益记录")

DECLARATIONS = Declarations(
    actions=(RECORD_CHANGED, RECORD_EXPORTED),
    subjects={"records.act": "办理", "records.record": "权益记录"},
    details=(
        Detail("authority", "依据"),
        Detail("service", "事项"),
        Detail("effects", "变更数"),
        Detail("rows", "行数"),
        Detail("checked_by", "复核人"),
        Detail("approved_by", "审批人"),
        Detail("corrects", "更正的办理"),
        Detail("content", "变更内容摘要"),
        Detail("known_on", "所知截至"),
        Detail("clear", "全文（只用于合成数据）"),
    ),
)
