"""An import contract: an app is entered by its doors only.

`apps` are packages whose children are apps; `doors` the modules of every app that others may import; `own` adds doors of
single apps as `app.module` ("app.*" opens a whole app). Modules outside the apps are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class DoorsContract(Contract):
    """Nobody imports what stands behind the doors of another app."""

    type_name = "doors"

    apps = fields.ListField(subfield=fields.StringField())
    doors = fields.SetField(subfield=fields.StringField())
    own = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Every import of one app by another goes through a door, and every door of its own is used."""
        used: set[str] = set()
        broken = [
            f"{importer} -> {imported}"
            for importer, imported in self._crossing(graph)
            if not self._open(imported, used)
        ]
        unused = sorted(self.own - used)  # type: ignore[operator]
        return ContractCheck(kept=not broken and not unused, metadata={"broken": sorted(broken), "unused": unused})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Each import that goes through a wall, and each door that nobody uses."""
        for line in check.metadata["broken"]:
            output.print_error(f"{line} is no door; ask the app to open one, or to do it itself.")
        for door in check.metadata["unused"]:
            output.print_error(f"{door} is a door that nobody uses; close it.")

    def _crossing(self, graph: ImportGraph) -> Iterator[tuple[str, str]]:
        for importer in graph.modules:
            of = self._app(importer)
            for imported in graph.find_modules_directly_imported_by(importer) if of else ():
                if self._app(imported) not in (None, of):
                    yield importer, imported

    def _app(self, module: str) -> str | None:
        """The app that a module belongs to; None outside the apps."""
        for package in self.apps:  # type: ignore[attr-defined]
            if module.startswith(f"{package}."):
                name = module[len(package) + 1 :].split(".")[0]
                return f"{package}.{name}"
        return None

    def _open(self, imported: str, used: set[str]) -> bool:
        """Whether the imported module is a door, or stands in a package that is one; notes which door it was."""
        app = self._app(imported) or imported
        inner = imported[len(app) + 1 :].split(".")[0]
        name = app.rpartition(".")[2]
        if inner in self.doors:  # type: ignore[operator]
            return True
        found = {f"{name}.{inner}", f"{name}.*"} & self.own  # type: ignore[operator]
        used |= found
        return bool(found)
