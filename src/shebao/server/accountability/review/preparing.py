"""What will be published of a unit-year: its report composed in every format, each read back and passed by the gate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from shebao.accounts.importing.rejects import ImportRejected
from shebao.composing.documents import FORMATS, render, suffix
from shebao.composing.manuscript import Manuscript
from shebao.performance import DataError
from shebao.publishing.gate import Passed, examine
from shebao.publishing.own_words import with_own_words
from shebao.publishing.preparation import Preparation
from shebao.publishing.publish import stem
from shebao.server.accountability.publications.content.content import Content, content_of
from shebao.server.accountability.publications.content.derivation import groups_data
from shebao.server.accountability.review.situations import explained_to_the_public
from shebao.server.accountability.unit_years.models import UnitYear
from shebao.server.accountability.unit_years.stored import StoredUnitYear

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
    preparation = Preparation(StoredUnitYear(unit_year))
    try:
        derivation = groups_data(preparation.accounts, [form.form.name for form in preparation.material.forms])
        manuscript = with_own_words(preparation.material, draft=True)
    except ImportRejected as problem:
        return Prepared(revision, None, tuple(reject.reason for reject in problem.problems[:_MOST_REASONS]))
    except DataError as problem:
        return Prepared(revision, None, (problem.in_data,))
    if manuscript.gaps:
        missing = tuple(f"{gap.where}缺少{gap.needed}" for gap in manuscript.gaps[:_MOST_REASONS])
        return Prepared(revision, None, missing)
    files, verdicts = _documents(manuscript, tell)
    reasons = tuple(str(refusal) for verdict in verdicts.values() for refusal in verdict.refusals)
    report = verdicts["html"].report
    explained = explained_to_the_public(unit_year)
    content = content_of(report, None, derivation, explained, manuscript) if report else None
    return Prepared(revision, content, reasons[:_MOST_REASONS], files, stem(manuscript))


def _documents(manuscript: Manuscript, tell: Tell) -> tuple[dict[str, bytes], dict[str, Passed]]:
    """The documents by format and the verdicts of the gate on them."""
    files: dict[str, bytes] = {}
    verdicts: dict[str, Passed] = {}
    for number, form in enumerate(FORMATS):
        tell(number, len(FORMATS), f"编写并核验 {suffix(form).upper()}")
        files[form] = render(manuscript, form)
        verdicts[form] = examine(f"report.{suffix(form)}", form, files[form], manuscript)
    return files, verdicts
