"""Whole sets: a YAML file or a folder of them, shipped ones by name; what cannot be read is told, the rest is used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from shebao.fields.strict_yaml import YamlError, load
from shebao.operations.governance.declared import DeclaredTable
from shebao.operations.governance.errors import GovernanceError
from shebao.operations.governance.loading.checks import read_check
from shebao.operations.governance.loading.scalars import Fault, mapping, text
from shebao.operations.governance.loading.tables import read_codes, read_table
from shebao.operations.governance.model import Check, CheckSet, Mistake

SHIPPED = ("agency",)
_KEYS = {"set", "title", "tables", "codes", "checks"}
_LARGEST = 4_000_000


def shipped_set(name: str) -> CheckSet:
    """A set of the package."""
    return read_sets([name])


def read_sets(names: Sequence[str]) -> CheckSet:
    """The named sets as one: shipped names, YAML files or folders; later ones add to earlier ones.

    Raises GovernanceError where a path is absent. Mistakes in files do not raise: they are in the result.
    """
    reading = _Reading()
    for name in names:
        reading.documents(_files(name))
    reading.checks()
    return reading.result()


def _files(name: str) -> list[Traversable]:
    root: Traversable = files("shebao.operations.governance") / "sets" / name if name in SHIPPED else Path(name)
    if root.is_file():
        return [root]
    if not root.is_dir():
        raise GovernanceError(f"没有检查集“{name}”：应为 {'、'.join(SHIPPED)}、YAML 文件或含 YAML 文件的目录")
    found = [each for each in root.iterdir() if each.name.endswith((".yaml", ".yml"))]
    if not found:
        raise GovernanceError(f"检查集目录 {name} 中没有 YAML 文件")
    return sorted(found, key=lambda each: each.name)


class _Reading:
    def __init__(self) -> None:
        self._names: list[str] = []
        self._titles: list[str] = []
        self._tables: dict[str, DeclaredTable] = {}
        self._codes: dict[str, Mapping[str, str]] = {}
        self._raw: list[tuple[str, Any]] = []
        self._checks: dict[str, Check] = {}
        self._mistakes: list[Mistake] = []

    def documents(self, found: Iterable[Traversable]) -> None:
        """Reads declarations, keeps checks for when all tables are known."""
        for file in found:
            document = self._document(file)
            if document is not None:
                self._declarations(document, file.name)

    def _document(self, file: Traversable) -> Mapping[str, Any] | None:
        try:
            content = file.read_bytes()
            if len(content) > _LARGEST:
                raise YamlError(f"文件超过 {_LARGEST // 1_000_000} MB")
            documents = load(content.decode("utf-8"))
            if len(documents) != 1:
                raise YamlError("应恰有一个 YAML 文档")
            return mapping(documents[0], "", _KEYS, set())
        except Fault as fault:
            self._mistakes.append(Mistake(file.name, fault.key, fault.reason))
        except UnicodeDecodeError:
            self._mistakes.append(Mistake(file.name, "（整个文件）", "不是 UTF-8 的文字，请另存为 UTF-8"))
        except (YamlError, OSError) as error:
            self._mistakes.append(Mistake(file.name, "（整个文件）", f"无法读取：{error}"))
        return None

    def _declarations(self, document: Mapping[str, Any], file: str) -> None:
        for key, names in (("set", self._names), ("title", self._titles)):
            if key in document:
                self._try(file, key, lambda key=key, names=names: names.append(text(document[key], key)))
        for key, declare in (("tables", self._table), ("codes", self._code)):
            section = document.get(key) or {}
            if not isinstance(section, dict):
                self._mistakes.append(Mistake(file, key, "应为键值表"))
                continue
            for name, value in section.items():
                self._try(file, f"{key}.{name}", lambda name=name, value=value, declare=declare: declare(name, value))
        checks = document.get("checks") or []
        if not isinstance(checks, list):
            self._mistakes.append(Mistake(file, "checks", "应为检查的列表"))
            return
        self._raw.extend((file, value) for value in checks)

    def _table(self, name: str, value: Any) -> None:
        if name in self._tables:
            raise Fault(f"tables.{name}", "已经声明过")
        self._tables[name] = read_table(name, value)

    def _code(self, name: str, value: Any) -> None:
        if name in self._codes:
            raise Fault(f"codes.{name}", "已经声明过")
        self._codes[name] = read_codes(name, value)

    def _try(self, file: str, key: str, action: Any, prefix: str = "") -> None:
        try:
            action()
        except Fault as fault:
            where = fault.key or key
            self._mistakes.append(Mistake(file, f"{prefix}{where}", fault.reason))

    def checks(self) -> None:
        """Reads the checks."""
        for file, value in self._raw:
            name = value.get("id") if isinstance(value, dict) else None
            prefix = f"{name}." if isinstance(name, str) else "checks."
            self._try(file, "checks", lambda file=file, value=value: self._check(file, value), prefix)

    def _check(self, file: str, value: Any) -> None:
        check = read_check(value, file, self._tables, self._codes)
        if check.id in self._checks:
            raise Fault("id", f"与 {self._checks[check.id].file} 中的检查重复")
        self._checks[check.id] = check

    def result(self) -> CheckSet:
        """What was read."""
        return CheckSet(
            "+".join(self._names) or "checks",
            "、".join(self._titles) or "检查集",
            self._tables,
            self._codes,
            tuple(self._checks.values()),
            tuple(self._mistakes),
        )
