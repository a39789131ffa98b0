"""The reader of a service's file: typed values of its keys, and every mistake noted with file, key and reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from shebao.fields.problem import Place, Problem


class Reading:
    """One version of a service in a file, and what is wrong with it so far."""

    def __init__(self, where: str, group: str) -> None:
        self.where, self.group = where, group
        self.problems: list[Problem] = []

    def wrong(self, key: str, reason: str, advice: str = "") -> None:
        """Note a mistake of a key."""
        self.problems.append(Problem("service_file", reason, advice, Place(self.where), key))

    def text(self, data: Mapping[str, Any], key: str, within: str = "") -> str:
        """A text that is not blank; '' where it is wrong. `within` is the path to the key."""
        found = data.get(key, "")
        if not isinstance(found, str) or found.strip() != found or not found:
            self.wrong(f"{within}{key}", f"应是文字，实为 {found!r}")
            return ""
        return found

    def texts(
        self,
        data: Mapping[str, Any],
        key: str,
        among: Collection[str] | None = None,
        least: int = 0,
        within: str = "",
    ) -> tuple[str, ...]:
        """A list of texts, of known words where there are such. `within` is the path to the key."""
        found = data.get(key, [])
        key = f"{within}{key}"
        if not isinstance(found, list) or any(not isinstance(one, str) or not one.strip() for one in found):
            self.wrong(key, f"应是若干文字的列表，实为 {found!r}")
            return ()
        if len(found) < least:
            self.wrong(key, f"至少写 {least} 项")
        if len(set(found)) < len(found):
            self.wrong(key, f"有重复：{found}")
        unknown = [one for one in found if among is not None and one not in among]
        if unknown:
            self.wrong(key, f"没有 {unknown}", f"可用的有 {sorted(among or ())}")
        return tuple(found)

    def word(self, data: Mapping[str, Any], key: str, among: Collection[str]) -> str:
        """One of some words."""
        found = self.text(data, key)
        if found and found not in among:
            self.wrong(key, f"没有“{found}”", f"可用的有 {sorted(among)}")
        return found

    def keys(self, key: str, data: Any, required: Collection[str], optional: Collection[str]) -> Mapping[str, Any]:
        """A mapping with just these keys; an empty one where it is something else."""
        if not isinstance(data, Mapping):
            self.wrong(key, f"应是“键: 值”，实为 {data!r}")
            return {}
        unknown = [one for one in data if one not in required and one not in optional]
        if unknown:
            self.wrong(key, f"没有这些键 {unknown}", f"可用的有 {sorted([*required, *optional])}")
        missing = [one for one in required if one not in data]
        if missing:
            self.wrong(key, f"缺少 {missing}")
        return data
