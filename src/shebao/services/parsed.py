"""The service files as they were parsed, known by what is in them: a file that was not changed is not parsed again.

`parsed.json` is made by `make docs`; a file whose content it does not know is parsed from YAML, so it can never be wrong.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from shebao.fields.data_files import load_versions

_FILE = "parsed.json"
_DAY = "$day"


def documents(path: Traversable, name: str) -> list[Any]:
    """The versions in a file, one YAML document each. Raises DataFileError where it is no YAML or a key stands twice."""
    content = path.read_bytes()
    known = _known().get(hashlib.sha256(content).hexdigest())
    return known if known is not None else load_versions(content, name)


def parsed(folder: Traversable) -> str:
    """The file of what the files of a folder of groups hold, by the hash of each."""
    found = {}
    for group in sorted((each for each in folder.iterdir() if each.is_dir()), key=lambda each: each.name):
        for path in sorted(group.iterdir(), key=lambda each: each.name):
            content = path.read_bytes()
            found[hashlib.sha256(content).hexdigest()] = load_versions(content, path.name)
    return json.dumps(found, ensure_ascii=False, default=_plain, separators=(",", ":")) + "\n"


@cache
def _known() -> Mapping[str, list[Any]]:
    place = files(__package__) / _FILE
    found: Mapping[str, list[Any]] = json.loads(place.read_text("utf-8"), object_hook=_day) if place.is_file() else {}
    return found


def _plain(value: object) -> dict[str, str]:
    assert isinstance(value, date), value
    return {_DAY: value.isoformat()}


def _day(value: dict[str, Any]) -> Any:
    return date.fromisoformat(value[_DAY]) if value.keys() == {_DAY} else value


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(parsed(files(__package__) / "catalogue"), encoding="utf-8", newline="\n")
