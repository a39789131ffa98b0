"""The one loader of the project's own data files: YAML with every mistake told as file, key and reason."""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping
from contextlib import suppress
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from shebao.fields.dates import Month, parse_month
from shebao.fields.kept_data import kept


class DataFileError(ValueError):
    """A mistake in a data file: file, key and reason, in Chinese."""


def load_data(package: str, name: str) -> Any:
    """The YAML file `name` of a package. Raises DataFileError where it is no YAML or a key stands twice."""
    return load_yaml(files(package) / name, name)


def load_yaml(path: Traversable, name: str) -> Any:
    """The YAML in a file; `name` is what messages call it. Raises DataFileError where it is no YAML or a key stands twice."""
    documents = load_versions(path, name)
    if len(documents) > 1:
        raise DataFileError(f"{name}：只应有一份内容，实有 {len(documents)} 份；请去掉多余的“---”")
    return documents[0] if documents else None


def load_versions(path: Traversable, name: str) -> list[Any]:
    """All YAML documents of a file. Raises DataFileError where it is no YAML or a key stands twice."""
    content = path.read_bytes()
    found: list[Any] = kept(path, content, lambda: _parsed(content, name))
    return found


def _parsed(content: bytes, name: str) -> list[Any]:
    import yaml

    try:
        return list(yaml.load_all(content.decode("utf-8"), _loader()))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DataFileError(f"{name} 第 {line} 行：{error.problem or error.context}") from None
    except (yaml.YAMLError, UnicodeError, ValueError, TypeError) as error:
        raise DataFileError(f"{name}：不是正确的 YAML（{error}）") from None


def _loader() -> Any:
    """The safe loader that refuses a key that stands twice; made when the first file is read."""
    global _LOADER
    if _LOADER is None:
        import yaml

        class Loader(yaml.CSafeLoader):
            def construct_mapping(self, node: Any, deep: bool = False) -> Any:
                mapping = super().construct_mapping(node, deep)
                if len(mapping) < len(node.value):
                    _refuse_repeated(self, node)
                return mapping

        _LOADER = Loader
    return _LOADER


_LOADER: Any = None


def _refuse_repeated(loader: Any, node: Any) -> None:
    import yaml

    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise yaml.constructor.ConstructorError(None, None, f"键 {key!r} 重复", key_node.start_mark)
        seen.add(key)


def mapping(name: str, data: Any, required: Collection[str], optional: Collection[str] = ()) -> Mapping[str, Any]:
    """The data as a mapping with just these keys. Raises DataFileError."""
    if not isinstance(data, Mapping):
        raise DataFileError(f"{name}：应是“键: 值”，实为 {data!r}")
    unknown = [key for key in data if key not in required and key not in optional]
    if unknown:
        raise DataFileError(f"{name}：没有这些键 {unknown}，可用的有 {sorted([*required, *optional])}")
    missing = [key for key in required if key not in data]
    if missing:
        raise DataFileError(f"{name}：缺少 {missing}")
    return data


def month_in(where: str, written: Any) -> Month:
    """A month as data files write it. Raises DataFileError."""
    try:
        return parse_month(str(written))
    except ValueError:
        raise DataFileError(f"{where}：月份应写作 2018-05，实为 {written!r}") from None


def keep_all(root: Path) -> int:
    """Parse and keep every data file below a folder, also where Python is told to write no bytecode; how many there are."""
    sys.dont_write_bytecode, before = False, sys.dont_write_bytecode
    found = sorted(root.rglob("*.yaml"))
    for path in found:
        with suppress(DataFileError):
            load_versions(path, path.name)
    sys.dont_write_bytecode = before
    return len(found)


if __name__ == "__main__":
    keep_all(Path(__file__).parents[1])
