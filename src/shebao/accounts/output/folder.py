"""The folder of a closing, written whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from shebao.accounts.closing.closing import Closing
from shebao.accounts.output.document import closing_json
from shebao.accounts.output.files import CELLS, cells_csv, data_package, table_csv
from shebao.accounts.output.page import closing_page
from shebao.accounts.output.workbook import closing_workbook

DOCUMENT = "closing.json"


class OutputRefused(Exception):
    """The folder holds something else: nothing was written."""


def write_closing(closing: Closing, folder: Path) -> list[Path]:
    """Writes closing.json, tables.xlsx, tables.html, the CSV files and datapackage.json; replaces an earlier closing.

    Raises OutputRefused where the folder holds anything that is not a closing.
    """
    return write_folder(folder, contents(closing), DOCUMENT)


def write_folder(folder: Path, files: Mapping[str, bytes], mark: str) -> list[Path]:
    """Writes the files as one folder, whole or not at all; replaces an earlier one, which the file `mark` tells.

    Raises OutputRefused where the folder holds anything else, OSError where it cannot be written.
    """
    if folder.exists() and not _is_ours(folder, mark):
        raise OutputRefused(f"{folder} 里已有别的文件，没有写入；请换一个文件夹")
    draft = folder.with_name(f".{folder.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        draft.mkdir(parents=True)
        for name, content in files.items():
            (draft / name).parent.mkdir(exist_ok=True)
            (draft / name).write_bytes(content)
        _replace(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return sorted(path for path in folder.rglob("*") if path.is_file())


def contents(closing: Closing) -> dict[str, bytes]:
    """The files of a closing by path."""
    tables = {f"tables/{table.id}.csv": table_csv(table) for table in closing.tables}
    csv_files = {**tables, CELLS: cells_csv(closing)}
    texts = {
        DOCUMENT: closing_json(closing),
        "tables.html": closing_page(closing),
        **csv_files,
        "datapackage.json": data_package(closing, csv_files),
    }
    return {**{name: text.encode() for name, text in texts.items()}, "tables.xlsx": closing_workbook(closing)}


def _is_ours(folder: Path, mark: str) -> bool:
    return folder.is_dir() and ((folder / mark).is_file() or not any(folder.iterdir()))


def _replace(draft: Path, folder: Path) -> None:
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    try:
        draft.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
