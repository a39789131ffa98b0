"""The contract of doors finds what it is for: an import through a wall, and a door that nobody uses."""

from __future__ import annotations

import pytest
from grimp import ImportGraph

from contracts.doors import DoorsContract


def contract(own: list[str]) -> DoorsContract:
    options = {"apps": ["site"], "doors": ["models"], "own": own}
    return DoorsContract("doors", {"session_options": {}}, options)


def graph(importer: str, imported: str) -> ImportGraph:
    made = ImportGraph()
    made.add_import(importer=importer, imported=imported)
    return made


@pytest.mark.parametrize(
    ("importer", "imported", "kept"),
    [
        ("site.a.views", "site.b.models", True),
        ("site.a.views", "site.b.models.lines", True),
        ("site.a.views", "site.b.inner", False),
        ("site.a.views", "site.b.log", True),
        ("site.a.views", "site.a.inner", True),
        ("elsewhere", "site.b.inner", True),
        ("site.a.views", "site.b", False),
    ],
)
def test_only_doors_let_other_apps_in(importer: str, imported: str, kept: bool) -> None:
    own = ["b.log"] if imported == "site.b.log" else []
    assert contract(own).check(graph(importer, imported), verbose=False).kept is kept


def test_a_door_that_nobody_uses_is_named() -> None:
    check = contract(["b.log"]).check(graph("site.a.views", "site.b.models"), verbose=False)
    assert (check.kept, check.metadata["unused"]) == (False, ["b.log"])
