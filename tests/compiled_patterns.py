"""Prints, as JSON lines, every regular expression that any module of shebao compiles when it is imported and while a report is
read, audited, composed and written: (pattern, flags, how it is used where that is seen). Run as a program, before anything is imported."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

_WHOLE = {"match": "match", "fullmatch": "fullmatch"}
_compile: Any = re._compile  # type: ignore[attr-defined]
found: dict[tuple[str, int], set[str]] = {}


def _noting(pattern: Any, flags: Any) -> Any:
    asked, caller = sys._getframe(1), sys._getframe(2)
    if isinstance(pattern, str) and f"{os.sep}shebao{os.sep}" in caller.f_code.co_filename:
        use = asked.f_code.co_name
        found.setdefault((pattern, int(flags)), set()).add(_WHOLE.get(use, "" if use == "compile" else "search"))
    return _compile(pattern, flags)


def _everything() -> None:
    import importlib
    import pkgutil

    os.environ["DJANGO_SETTINGS_MODULE"] = "shebao.server.settings"
    import django

    django.setup()
    import shebao

    for module in pkgutil.walk_packages(shebao.__path__, "shebao."):
        if (
            not module.name.endswith(("__main__", ".gunicorn", "manage", ".standalone"))
            and ".migrations" not in module.name
        ):
            importlib.import_module(module.name)


def _in_use(examples: Path) -> None:
    from shebao import audit

    audit(str(examples / "sample-report.pdf"))


if __name__ == "__main__":
    re._compile = _noting  # type: ignore[attr-defined]
    _everything()
    _in_use(Path(sys.argv[1]))
    for (pattern, flags), uses in sorted(found.items()):
        print(json.dumps([pattern, flags, sorted(uses)]))
