"""What people and programs see of a run: terminal, JSON, one HTML page, a work list in XLSX, a handover."""

from __future__ import annotations

from shebao.operations.governance.output.document import document
from shebao.operations.governance.output.handover import handover_lines, write_handover
from shebao.operations.governance.output.page import page
from shebao.operations.governance.output.terminal import plan_lines, result_lines
from shebao.operations.governance.output.worklist import write_worklist

__all__ = ["document", "handover_lines", "page", "plan_lines", "result_lines", "write_handover", "write_worklist"]
