"""The formulas of `policy` over millions of rows: validated, restartable, the same bytes whatever the engine."""

from shebao.batch.errors import BatchError
from shebao.batch.run import Outcome, run_batch

__all__ = ["BatchError", "Outcome", "run_batch"]
