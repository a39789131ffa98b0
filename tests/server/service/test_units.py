"""The units of systemd: each hardened and bounded, as systemd itself judges where it is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = sorted((Path(__file__).parents[3] / "deploy" / "systemd").glob("*.service"))
HARDENED = (
    "NoNewPrivileges=yes", "CapabilityBoundingSet=", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes",
    "PrivateDevices=yes", "RestrictNamespaces=yes", "SystemCallFilter=@system-service", "UMask=0077", "LimitCORE=0",
)  # fmt: skip
BOUNDED = ("MemoryHigh", "MemoryMax", "CPUWeight", "TasksMax", "LimitNOFILE")
WORST_EXPOSURE = 2.0  # of 10


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_a_unit_is_hardened_and_bounded(unit: Path) -> None:
    lines = unit.read_text(encoding="utf-8").splitlines()
    assert not [wanted for wanted in HARDENED if wanted not in lines]
    assert not [name for name in BOUNDED if not any(line.startswith(f"{name}=") for line in lines)]
    assert not [line for line in lines if line.startswith("User=root")]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_systemd_finds_no_fault_and_little_exposure(unit: Path, tmp_path: Path) -> None:
    program = tmp_path / "shebao"
    program.write_text("#!/bin/sh\n", encoding="ascii")
    program.chmod(0o755)
    copy = tmp_path / unit.name
    copy.write_text(
        unit.read_text(encoding="utf-8")
        .replace("/opt/shebao/.venv/bin/shebao", str(program))
        .replace("/opt/shebao/.venv/bin/gunicorn", str(program)),
        "utf-8",
    )
    checked = subprocess.run(["systemd-analyze", "verify", str(copy)], capture_output=True, text=True, check=False)
    assert not [line for line in checked.stderr.splitlines() if unit.name in line]
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(copy)],
        capture_output=True, text=True, check=False,
    ).stdout  # fmt: skip
    exposure = re.search(r"exposure level for \S+: (\d+\.\d)", judged)
    assert exposure
    assert float(exposure[1]) <= WORST_EXPOSURE
