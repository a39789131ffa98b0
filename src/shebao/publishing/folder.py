"""A unit-year in a folder: the account set with performance*.yaml or .xlsx, words.yaml, and the prior year's report."""

from __future__ import annotations

from pathlib import Path

from shebao.accounts.importing.documents import Document, read_document
from shebao.accounts.importing.folder import ANNEX, PRIOR, AccountFolder
from shebao.accounts.prior import Prior
from shebao.composing.material import Material
from shebao.performance import PerformanceData, read_workbook, read_yaml
from shebao.publishing.before import read_before
from shebao.publishing.preparation import Preparation

WORDS = "words.yaml"


class ReportFolder(AccountFolder):
    """The parts of a unit-year as the files of a folder; `prior` is last year's closing.json or published report where it is
    elsewhere."""

    def __init__(self, path: Path, prior: Path | None = None) -> None:
        super().__init__(path)
        self._prior = prior

    def performance(self) -> list[PerformanceData]:
        """The data of each performance file. Raises DataError."""
        workbooks = sorted(self.path.glob("performance*.xlsx"))
        return [
            *(read_yaml(path) for path in sorted(self.path.glob("performance*.yaml"))),
            *(read_workbook(path) for path in workbooks),
        ]

    def words(self) -> Document | None:
        """words.yaml. Raises ImportRejected where it is no YAML."""
        path = self.path / WORDS
        return read_document(path) if path.is_file() else None

    def before(self, fiscal_year: int) -> Prior | None:
        """The prior year's report. Raises ImportRejected."""
        return read_before(self.path, self._prior, fiscal_year)

    def annex_before(self) -> Document | None:
        """prior/annex.yaml. Raises ImportRejected where it is no YAML."""
        path = self.path / PRIOR / ANNEX
        return read_document(path) if path.is_file() else None


def read_material(folder: Path, prior: Path | None = None) -> Material:
    """Everything that a folder says about its unit-year; `prior` is last year's closing.json or published report where it
    is elsewhere.

    Raises ImportRejected or DataError with every mistake, OSError.
    """
    return Preparation(ReportFolder(folder, prior)).material
