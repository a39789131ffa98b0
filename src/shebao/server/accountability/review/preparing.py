"""What will be published of a unit-year: its report composed in every format, each read back and passed by the gate."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from shebao.accounts.closing.closing import close_folder
from shebao.accounts.importing.folder import read_folder
from shebao.accounts.importing.rejects import ImportRejected
from shebao.composing.documents import FORMATS, render, suffix
from shebao.composing.manuscript import Manuscript
from shebao.performance import DataError
from shebao.publishing.gate import examine
from shebao.publishing.material import read_material
from shebao.publishing.own_words import with_own_words
from shebao.publishing.publish import stem
from shebao.reading.report import read_file
from shebao.server.accountability.publications.content.content import Content, content_of
from shebao.server.accountability.publications.content.derivation import groups_data
from shebao.server.accountability.unit_years.folder import materialise
from shebao.server.accountability.unit_years.models import UnitYear

_MOST_REASONS = 5
Tell = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Prepared:
    """The content of `revision` with its documents by format, or the reasons why there is nothing to publish."""

    revision: int
    content: Content | None
    gate: tuple[str, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)
    stem: str = ""


def prepare(unit_year: UnitYear, tell: Tell = lambda done, total, words: None) -> Prepared:
    """Composes what is stored now and lets the gate examine every file. Takes seconds; writes nothing to the database."""
    revision = unit_year.revision
    with tempfile.TemporaryDirectory(prefix="publish-") as name:
        path = materialise(unit_year, Path(name) / "accounts")
        try:
            folder = read_folder(path)
            derivation = json.loads(json.dumps(groups_data(folder, close_folder(folder))))
            manuscript = with_own_words(read_material(path), draft=True)
        except ImportRejected as problem:
            return Prepared(revision, None, tuple(reject.reason for reject in problem.rejects[:_MOST_REASONS]))
        except DataError as problem:
            return Prepared(revision, None, (str(problem),))
    if manuscript.gaps:
        missing = tuple(f"{gap.where}缺少{gap.needed}" for gap in manuscript.gaps[:_MOST_REASONS])
        return Prepared(revision, None, missing)
    files, gate = _documents(manuscript, tell)
    report = read_file(files["html"], "report.html").report
    return Prepared(revision, content_of(report, derivation=derivation), gate, files, stem(manuscript))


def _documents(manuscript: Manuscript, tell: Tell) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The documents by format and the first reasons of the gate against them."""
    files: dict[str, bytes] = {}
    reasons: list[str] = []
    for number, form in enumerate(FORMATS):
        tell(number, len(FORMATS), f"编写并核验 {suffix(form).upper()}")
        files[form] = render(manuscript, form)
        verdict = examine(f"report.{suffix(form)}", form, files[form], manuscript)
        reasons += [str(refusal) for refusal in verdict.refusals]
    return files, tuple(reasons[:_MOST_REASONS])
