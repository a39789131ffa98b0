"""What units found, kept by what they read and which checks they ran, so that nothing is read or counted twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from shebao.batch.files import draft, publish, write_json


@dataclass(frozen=True, slots=True)
class Result:
    """What one check found in one unit: broken rows, the columns of its evidence, groups of a distribution."""

    rows: int
    capped: bool = False
    shown: tuple[str, ...] = ()
    groups: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """A result and the file that holds its findings."""

    result: Result
    findings: Path | None


@dataclass(slots=True)
class Store:
    """A folder of results: `<input>/<checks>.json` beside `<checks>.parquet`, each written whole, findings first."""

    folder: Path

    def find(self, input: str) -> dict[str, Stored]:
        """The results over an input, by the digests of their checks; a damaged file counts as absent."""
        found: dict[str, Stored] = {}
        for path in sorted((self.folder / input).glob("*.json")):
            findings = path.with_suffix(".parquet")
            for digest, result in _read(path).items():
                found[digest] = Stored(result, findings if findings.exists() else None)
        return found

    def put(self, input: str, results: Mapping[str, Result], findings: Any) -> dict[str, Stored]:
        """Keeps the results of some checks over an input. Raises OSError."""
        folder = self.folder / input
        folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256("".join(sorted(results)).encode()).hexdigest()[:32]
        path, rows = folder / f"{name}.json", folder / f"{name}.parquet"
        if findings.num_rows:
            pq.write_table(findings, draft(rows), compression="zstd")
            publish(draft(rows), rows)
        write_json(path, {digest: asdict(result) for digest, result in results.items()})
        return {digest: Stored(result, rows if findings.num_rows else None) for digest, result in results.items()}

    def forget_others(self, inputs: Iterable[str]) -> None:
        """Removes what was read from data that is no longer there."""
        wanted = set(inputs)
        for folder in self.folder.iterdir() if self.folder.is_dir() else ():
            if folder.name not in wanted and folder.is_dir():
                for path in folder.iterdir():
                    path.unlink()
                folder.rmdir()


def _read(path: Path) -> dict[str, Result]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {
            digest: Result(each["rows"], each["capped"], tuple(each["shown"]), tuple(each["groups"]))
            for digest, each in content.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def files_of(stored: Sequence[Stored]) -> list[Path]:
    """The files that hold findings, once each."""
    return sorted({each.findings for each in stored if each.findings})
