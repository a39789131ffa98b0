"""Publishing: a folder becomes a report in all formats, and nothing that contradicts itself leaves it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from shebao.accounts.output.folder import write_folder
from shebao.composing.documents import render, suffix
from shebao.composing.documents.uses import uses
from shebao.composing.fonts import check_characters
from shebao.composing.manuscript import Gap, Manuscript
from shebao.publishing.folder import read_material
from shebao.publishing.gate import Passed, Reason, Refusal, examine, searched
from shebao.publishing.manifest import MANIFEST, inputs_of, manifest
from shebao.publishing.own_words import with_own_words
from shebao.publishing.pieces import Piece

_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Published:
    """What came of it: the files (none where refused), why it was refused, and what is still to be written."""

    manuscript: Manuscript
    written: tuple[Path, ...]
    refusals: tuple[Refusal, ...]
    gaps: tuple[Gap, ...]


def publish(
    folder: Path,
    formats: Sequence[str],
    output: Path,
    *,
    final: bool,
    prior: Path | None = None,
    step: Step | None = None,
) -> Published:
    """Composes the report of a folder and writes it in those formats, with a manifest, whole or not at all.

    A `final` report is written only where nothing is missing and the gate lets every file pass; a draft has its gaps
    marked. Raises ImportRejected, DataError, FontError, UnknownFormat, OutputRefused and OSError.
    """
    told = step or (lambda words: None)
    told("读入账套")
    manuscript = replace(with_own_words(read_material(folder, prior), draft=True), draft=not final)
    if final and manuscript.gaps:
        return Published(manuscript, (), tuple(map(_missing, manuscript.gaps)), manuscript.gaps)
    check_characters(uses(manuscript))
    outputs: dict[str, bytes] = {}
    passed: dict[str, Passed] = {}
    for form in formats:
        name = f"{stem(manuscript)}.{suffix(form)}"
        told(f"编写 {suffix(form).upper()}")
        outputs[name] = render(manuscript, form)
        if final:
            told(f"核验 {suffix(form).upper()}")
            passed[name] = examine(name, form, outputs[name], manuscript)
    refusals = tuple(refusal for verdict in passed.values() for refusal in verdict.refusals)
    if refusals:
        return Published(manuscript, (), refusals, manuscript.gaps)
    told("写入文件")
    inputs = inputs_of(folder, prior, without=output)
    outputs[MANIFEST] = manifest(manuscript, inputs, outputs, formats, passed)
    return Published(manuscript, tuple(write_folder(output, outputs, MANIFEST)), (), manuscript.gaps)


def warnings(manuscript: Manuscript) -> tuple[Refusal, ...]:
    """What the gate would not let pass in the words of a draft, wherever they stand."""
    return tuple(searched("", tuple(Piece(use.text, use.place) for use in uses(manuscript))))


def _missing(gap: Gap) -> Refusal:
    return Refusal(Reason.GAP, "", gap.where, f"缺少{gap.needed}；请写进 words.yaml 的 {gap.field}")


def stem(manuscript: Manuscript) -> str:
    """The name of the files: 示例市社会保险中心2023年度单位决算."""
    identity = manuscript.report.identity
    kind = "部门" if identity.kind == "department" else "单位"
    return _UNSAFE.sub("_", f"{identity.unit}{identity.fiscal_year}年度{kind}决算")[:80]
