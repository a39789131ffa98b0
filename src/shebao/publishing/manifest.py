"""The manifest of a published report: with it and the inputs the same bytes can be made again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from shebao.composing.fonts import chosen_faces
from shebao.composing.manuscript import Manuscript
from shebao.publishing.gate import Passed

MANIFEST = "manifest.json"
SCHEMA = "shebao.publication/1"
_PACKS = ("accounts", "auditing", "classification", "composing", "performance", "publishing", "report")
_DATA = (".yaml", ".csv", ".txt", ".typ", ".jinja", ".css")
_WITH_FONTS = frozenset({"pdf", "docx"})


def manifest(
    manuscript: Manuscript,
    inputs: Mapping[str, Path],
    outputs: Mapping[str, bytes],
    formats: Sequence[str],
    passed: Mapping[str, Passed],
) -> bytes:
    """The manifest as JSON. `passed` are the verdicts of the gate by file, none for a draft."""
    identity = manuscript.report.identity
    data = {
        "schema": SCHEMA,
        "state": "final" if passed else "draft",
        "unit": identity.unit,
        "fiscal_year": identity.fiscal_year,
        "place": identity.place,
        "formats": list(formats),
        "generator": {"name": "shebao", "version": version("shebao"), "packs": packs()},
        "fonts": list(_fonts()) if _WITH_FONTS & set(formats) else [],
        "inputs": [{"path": name, **_file(path)} for name, path in sorted(inputs.items())],
        "outputs": [
            {"path": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in outputs.items()
        ],
        "gate": [{"path": name, "verified": verdict.verified, "refusals": 0} for name, verdict in passed.items()],
        "gaps": [{"field": gap.field, "where": gap.where, "needed": gap.needed} for gap in manuscript.gaps],
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def inputs_of(folder: Path, *others: Path | None, without: Path | None = None) -> dict[str, Path]:
    """The files below a folder by their path in it, hidden ones and those below `without` left out; then the others."""
    skipped = without.resolve() if without is not None else None
    found = {}
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        ours = skipped is not None and path.resolve().is_relative_to(skipped)
        if path.is_file() and not ours and not any(part.startswith((".", "~$")) for part in inside.parts):
            found[inside.as_posix()] = path
    for other in others:
        if other is not None:
            found[other.name] = other
    return found


def _file(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": digest}


@cache
def packs() -> Mapping[str, str]:
    """SHA-256 over the data files of each package (outlines, sentences, layouts, rules), names included."""
    return {name: _digest(files(f"shebao.{name}")) for name in _PACKS}


def _digest(folder: Traversable) -> str:
    digest = hashlib.sha256()
    for name, content in sorted(_data_files(folder, "")):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _data_files(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        name = f"{prefix}{entry.name}"
        if entry.is_dir():
            yield from _data_files(entry, f"{name}/")
        elif entry.name.endswith(_DATA):
            yield name, entry.read_bytes()


def _fonts() -> Iterator[dict[str, Any]]:
    """The fonts that the report is set in, by role."""
    for role, faces in chosen_faces().items():
        for face in faces:
            for path, number in face.files:
                name = {"role": role.value, "family": face.family, "weight": face.weight, "file": Path(path).name}
                yield {**name, "number": number, "sha256": _font(path)}


@cache
def _font(path: str) -> str:
    return str(_file(Path(path))["sha256"])
