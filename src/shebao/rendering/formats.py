"""The formats of an audit: what a worker makes of one report, and how the parts of several become one output."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shebao.file_audit import Audited
from shebao.rendering.data import audit_data, error_data
from shebao.rendering.terminal import Screen, audit_text


@dataclass(frozen=True, slots=True)
class Format:
    """`part` renders one audit (in a worker process), `failure` a file that could not be audited
    (None: nothing; its last argument says whether it was read and holds nothing to audit), and
    `compose` makes the output of the parts; its second argument says whether there are several."""

    part: Callable[[Audited, Screen], Any]
    failure: Callable[[str, str, bool], Any]
    compose: Callable[[Iterator[Any], bool], Iterator[bytes]]


def _nothing(name: str, message: str, unchecked: bool) -> None:
    return None


def _text_part(audited: Audited, screen: Screen) -> str:
    return audit_text(audited.result, screen, audited.document.warnings)


def _text(parts: Iterator[str], many: bool) -> Iterator[bytes]:
    for index, part in enumerate(parts):
        yield (("\n\n" if index else "") + part).encode()


def _json_part(audited: Audited, screen: Screen) -> str:
    return json.dumps(audit_data(audited.result), ensure_ascii=False, indent=1)


def _json_failure(name: str, message: str, unchecked: bool) -> str:
    return json.dumps(error_data(name, message, unchecked), ensure_ascii=False, indent=1)


def _json(parts: Iterator[str], many: bool) -> Iterator[bytes]:
    if many:
        yield b"["
    for index, part in enumerate(parts):
        yield (",\n" if index else "\n" if many else "").encode() + part.encode()
    yield b"\n]\n" if many else b"\n"


def _line_part(audited: Audited, screen: Screen) -> str:
    return json.dumps(audit_data(audited.result), ensure_ascii=False, separators=(",", ":"))


def _line_failure(name: str, message: str, unchecked: bool) -> str:
    return json.dumps(error_data(name, message, unchecked), ensure_ascii=False, separators=(",", ":"))


def _lines(parts: Iterator[str], many: bool) -> Iterator[bytes]:
    for part in parts:
        yield part.encode() + b"\n"


def _one(parts: Iterator[bytes], many: bool) -> Iterator[bytes]:
    yield from parts


def _sarif_part(audited: Audited, screen: Screen) -> Any:
    from shebao.rendering.sarif import run_part

    return run_part(audited.result)


def _sarif_failure(name: str, message: str, unchecked: bool) -> Any:
    from shebao.rendering.sarif import failure_part

    return failure_part(name, message)


def _sarif(parts: Iterator[Any], many: bool) -> Iterator[bytes]:
    from shebao.rendering.sarif import log

    yield log(parts)


def _html_part(audited: Audited, screen: Screen) -> bytes:
    from shebao.rendering.html import audit_page

    return audit_page(audited.result, audited.document).encode()


def _workbook_part(audited: Audited, screen: Screen) -> Any:
    from shebao.rendering.workbook import workbook_part

    return workbook_part(audited.result)


def _workbook_failure(name: str, message: str, unchecked: bool) -> Any:
    from shebao.rendering.workbook import failure_part

    return failure_part(name, message)


def _workbook(parts: Iterator[Any], many: bool) -> Iterator[bytes]:
    from shebao.rendering.workbook import workbook

    yield workbook(parts)


def _pdf_part(audited: Audited, screen: Screen) -> bytes:
    from shebao.rendering.findings_pdf import findings_pdf
    from shebao.rendering.marked_pdf import marked_pdf

    if audited.document.format == "pdf" and audited.path is not None:
        return marked_pdf(audited.path, audited.result)
    return findings_pdf(audited.result)


FORMATS: Mapping[str, Format] = {
    "text": Format(_text_part, _nothing, _text),
    "json": Format(_json_part, _json_failure, _json),
    "jsonl": Format(_line_part, _line_failure, _lines),
    "sarif": Format(_sarif_part, _sarif_failure, _sarif),
    "html": Format(_html_part, _nothing, _one),
    "xlsx": Format(_workbook_part, _workbook_failure, _workbook),
    "pdf": Format(_pdf_part, _nothing, _one),
}
