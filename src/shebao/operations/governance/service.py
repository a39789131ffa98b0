"""One call from data and checks to an outcome."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from pathlib import Path

from shebao.operations.governance.loading import read_sets
from shebao.operations.governance.model import CheckSet
from shebao.operations.governance.outcome import Outcome, conclude
from shebao.operations.governance.running.engine import Engine
from shebao.operations.governance.running.engines import start_engine
from shebao.operations.governance.running.planning import Plan, Settings, make_plan
from shebao.operations.governance.running.run import SPILL, Told, alone, compute


def _silent(done: int, total: int, words: str) -> None:
    """Tells nobody."""


def check_data(
    location: str, sets: Sequence[str] | CheckSet, folder: Path, settings: Settings, told: Told = _silent
) -> Outcome:
    """Runs check sets over data into `folder`, going on where an earlier run there stopped. Raises GovernanceError."""
    declared = sets if isinstance(sets, CheckSet) else read_sets(sets)
    with alone(folder):
        return run(make_plan(declared, location, folder, settings), told)


def run(plan: Plan, told: Told = _silent, engine: Engine | None = None) -> Outcome:
    """Runs a plan; its folder must be this process's alone."""
    started = time.monotonic()
    own = engine or started_engine(plan)
    try:
        return conclude(plan, compute(plan, own, told), started)
    finally:
        if engine is None:
            own.close()
        shutil.rmtree(spill_folder(plan), ignore_errors=True)


def spill_folder(plan: Plan) -> Path:
    """Where the engine puts what does not fit its memory."""
    return plan.folder / SPILL


def started_engine(plan: Plan) -> Engine:
    """The engine that a plan names."""
    settings = plan.settings
    return start_engine(
        settings.engine, spill_folder(plan), settings.memory_megabytes, settings.threads, settings.master
    )
