"""Versions that were opened never change: what a case began with is what it ends with (sealed.csv).

A version of an open service is sealed with the digest of its content, a code list with its codes and words. Sealing adds
lines and never changes one; a change of the law is another version with its own first day.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from importlib.resources import files

from shebao.fields.codes import code_lists
from shebao.fields.problem import Place, Problem
from shebao.services.listing import Catalogue

FILE = "sealed.csv"
_HEAD = ("what", "name", "part", "content")
_VERSION, _CODE = "version", "code"


def broken(catalogue: Catalogue) -> list[Problem]:
    """What is sealed and is not any more what it was."""
    now = {line[:3]: line[3] for line in _present(catalogue)}
    return [_problem(*line, now.get(line[:3])) for line in _sealed() if now.get(line[:3]) != line[3]]


def unsealed(catalogue: Catalogue) -> list[tuple[str, str, str, str]]:
    """Open versions and codes that are not sealed yet."""
    known = {line[:3] for line in _sealed()}
    return [line for line in _present(catalogue) if line[:3] not in known]


def sealed_anew(catalogue: Catalogue) -> str:
    """The file with what is not sealed yet; lines that are there stay as they are."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_HEAD)
    writer.writerows(sorted([*_sealed(), *unsealed(catalogue)]))
    return out.getvalue()


def _sealed() -> list[tuple[str, str, str, str]]:
    place = files(__package__) / FILE
    if not place.is_file():
        return []
    rows = list(csv.reader(io.StringIO(place.read_text("utf-8"))))
    return [(row[0], row[1], row[2], row[3]) for row in rows[1:]]


def _present(catalogue: Catalogue) -> Iterator[tuple[str, str, str, str]]:
    for code, versions in catalogue.versions.items():
        for service in versions:
            if service.available:
                yield _VERSION, code, service.version, service.digest
    for name, codes in code_lists().items():
        for code, words in codes.items():
            yield _CODE, name, code, words


def _problem(what: str, name: str, part: str, content: str, now: str | None) -> Problem:
    if what == _CODE:
        reason = f"代码 {part}（{content}）已封存，" + ("不能去掉" if now is None else f"不能改为“{now}”")
        return Problem("sealed", reason, "代码表只增不减；要停用的请另立代码", Place("codes.yaml"), name)
    reason = f"{part} 版已封存，" + ("不能去掉" if now is None else "内容被改动了")
    return Problem("sealed", reason, "请恢复原样，改动另写一版（另一个 from）", Place(f"{name}.yaml"), "from")
