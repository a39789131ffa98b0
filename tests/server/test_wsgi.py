"""What a web process loads: the views, and none of the engines that only workers need."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_ENGINES = ("ibis", "sqlglot", "duckdb", "pyarrow", "pandas", "scipy", "matplotlib", "splink", "typst", "pyspark")
_PROGRAM = """
import sys
import shebao.server.wsgi
assert "shebao.server.operations.contributions.views.runs" in sys.modules
print(*sys.modules)
"""


def test_a_web_process_has_its_views_and_no_engine(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "SHEBAO_DATA": str(tmp_path),
        "SHEBAO_SECRET_KEY": "x" * 60,
        "DJANGO_SETTINGS_MODULE": "shebao.server.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _PROGRAM], env=environment, capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in ran.stdout.split()}
    assert not loaded & set(_ENGINES)
