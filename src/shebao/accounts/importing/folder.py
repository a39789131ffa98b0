"""An account set in a folder: accounts.yaml, sheets as CSV or XLSX, annex.yaml, prior/closing.json."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from shebao.accounts.account_set import AccountSet
from shebao.accounts.importing.documents import Document, read_document
from shebao.accounts.importing.entries import Rules, SheetKind, read_ledger
from shebao.accounts.importing.gather import account_set
from shebao.accounts.importing.manifest import MANIFEST
from shebao.accounts.importing.prior import CLOSING, read_prior_closing
from shebao.accounts.importing.rejects import NO_ENTRIES, ImportRejected, rejected
from shebao.accounts.importing.sheet_file import sheet_file
from shebao.accounts.ledger import Ledger
from shebao.accounts.manifest import Manifest
from shebao.accounts.prior import Prior
from shebao.fields.problem import Problem

ANNEX = "annex.yaml"
PRIOR = "prior"
_SUFFIXES = (".csv", ".xlsx")


class AccountFolder:
    """The parts of an account set as the files of a folder. Reading them may raise OSError."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def manifest(self) -> Document:
        """accounts.yaml. Raises ImportRejected where there is none, or no YAML, FileNotFoundError where there is no folder."""
        if not self.path.exists():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(self.path))
        if not (self.path / MANIFEST).is_file():
            advice = "用 shebao accounts template 生成一个账套文件夹"
            raise ImportRejected([rejected("no_manifest", f"没有 {MANIFEST}", advice, file=str(self.path))])
        return read_document(self.path / MANIFEST)

    def subjects(self, manifest: Manifest) -> Path | None:
        """The file of its own subjects, which lies in the folder. Raises ImportRejected where it does not."""
        name = manifest.extra_subjects
        if not name:
            return None
        path = self.path / name
        if path.parent.resolve() != self.path.resolve() or not path.is_file():
            raise ImportRejected([rejected("subjects", f"账套文件夹里没有 {name}", file=name, part="subjects")])
        return path

    def ledgers(self, kind: SheetKind, rules: Rules) -> list[Callable[[], Ledger]]:
        """What reads name.csv, name.xlsx, and each sheet in a folder of that name."""
        return [partial(_read, kind, path, rules) for path in self._files(kind.id)]

    def annex(self) -> Document | None:
        """annex.yaml. Raises ImportRejected where it is no YAML."""
        path = self.path / ANNEX
        return read_document(path) if path.is_file() else None

    def prior(self, fiscal_year: int) -> Prior | None:
        """prior/closing.json. Raises ImportRejected where it is no closing of the year before."""
        path = self.path / PRIOR / CLOSING
        return read_prior_closing(path, fiscal_year) if path.is_file() else None

    def no_entries(self) -> Problem:
        """That neither file of entries is there."""
        return rejected(NO_ENTRIES, "没有 entries.xlsx 或 entries.csv", "请填写分录表", file=str(self.path))

    def _files(self, name: str) -> list[Path]:
        single = [self.path / f"{name}{suffix}" for suffix in _SUFFIXES]
        inside = sorted(path for path in (self.path / name).glob("*") if path.suffix.lower() in _SUFFIXES)
        return [path for path in (*single, *inside) if path.is_file() and not path.name.startswith("~$")]


def read_folder(folder: Path) -> AccountSet:
    """The account set in a folder, all of it valid. Raises ImportRejected with the problems of every file, OSError."""
    return account_set(AccountFolder(folder))


def _read(kind: SheetKind, path: Path, rules: Rules) -> Ledger:
    return read_ledger(kind, sheet_file(path), rules)
