"""Writes the JSON Schema: python -m shebao.composing.data docs/report.schema.json."""

import json
import sys
from pathlib import Path

from shebao.composing.data.report import report_schema

Path(sys.argv[1]).write_text(json.dumps(report_schema(), ensure_ascii=False, indent=2) + "\n", "utf-8")
