"""An empty folder to compose a report from: accounts, annex, words, performance, the prior year, each with notes."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from shebao.accounts.model import Unit
from shebao.accounts.output.template import write_template
from shebao.performance import write_workbook
from shebao.publishing.folder import WORDS

_PRIOR = """上年度的数据放在这里：

  closing.json   上年度 shebao accounts close 写出的文件（精确到分）；或者
  上年度公开的决算报告（PDF、DOCX、XLSX、HTML），读取其中的九张表；
  annex.yaml     上年度的附表，需要与上年比较批次、人次等时放入。

没有上年度的数据，就按首次编报处理，不写与上年的比较。
"""
_PERFORMANCE = "template-performance.xlsx"


def write_folder_template(folder: Path, unit: Unit) -> list[Path]:
    """Writes the empty folder; files that are there already are kept. Returns what was written. Raises OSError."""
    written = write_template(folder, unit)
    texts = {WORDS: (files(__package__) / "words.template.yaml").read_text("utf-8"), "prior/README.txt": _PRIOR}
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        if not path.exists():
            path.write_text(text, "utf-8")
            written.append(path)
    if not any(folder.glob("performance*")) and not (folder / _PERFORMANCE).exists():
        write_workbook(folder / _PERFORMANCE, None)
        written.append(folder / _PERFORMANCE)
    return written
