"""Reads service files: strictly, with every mistake of a file told at once as file, key and reason."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from importlib.resources.abc import Traversable
from typing import Any

from shebao.fields.data_files import DataFileError
from shebao.fields.field import Field, Kind
from shebao.fields.problem import Place, Problem
from shebao.services.flows import Flow, flows
from shebao.services.model import FormField, Material, Service, ServiceLimit, Span
from shebao.services.words import words

_REQUIRED = (
    "code", "name", "from", "subject", "applicants", "channels", "basis", "risk", "flow", "decider", "level", "source",
    "confidence",
)  # fmt: skip
_OPTIONAL = ("limit", "materials", "form", "conditions", "effect", "joint", "results", "official_code")
_CODE = re.compile(r"SI-[A-Z]{3}-[0-9]{3}")
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?")
_SUBJECTS = ("person", "employer")
_MOST_DAYS = 400


class _Reading:
    """One version of a service in a file, and what is wrong with it so far."""

    def __init__(self, where: str, group: str) -> None:
        self.where, self.group = where, group
        self.problems: list[Problem] = []

    def wrong(self, key: str, reason: str, advice: str = "") -> None:
        """Note a mistake of a key."""
        self.problems.append(Problem("service_file", reason, advice, Place(self.where), key))

    def text(self, data: Mapping[str, Any], key: str) -> str:
        """A text that is not blank; '' where it is wrong."""
        found = data.get(key, "")
        if not isinstance(found, str) or found.strip() != found or not found:
            self.wrong(key, f"应是文字，实为 {found!r}")
            return ""
        return found

    def texts(
        self, data: Mapping[str, Any], key: str, among: Collection[str] | None = None, least: int = 0
    ) -> tuple[str, ...]:
        """A list of texts, of known words where there are such."""
        found = data.get(key, [])
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


def read_service(data: Any, where: str, group: str, stem: str) -> tuple[Service | None, list[Problem]]:
    """One version of a service from the data of its file, or None and every problem. `stem` is the name of the file."""
    reading = _Reading(where, group)
    values = reading.keys("", data, _REQUIRED, _OPTIONAL)
    if reading.problems:
        return None, reading.problems
    service = _service(reading, values)
    if service.code and service.code != stem:
        reading.wrong("code", f"文件名是 {stem}，应与编码 {service.code} 相同")
    return (None if reading.problems else service), reading.problems


def _service(reading: _Reading, values: Mapping[str, Any]) -> Service:
    known = words()
    code = reading.text(values, "code")
    if code and not _CODE.fullmatch(code):
        reading.wrong("code", f"“{code}”应像 SI-REG-001")
    return Service(
        code=code,
        name=reading.text(values, "name"),
        group=reading.group,
        since=_date(reading, values["from"]),
        subject=reading.word(values, "subject", _SUBJECTS),
        applicants=reading.texts(values, "applicants", known["applicants"], 1),
        channels=reading.texts(values, "channels", known["channels"], 1),
        basis=reading.texts(values, "basis", least=1),
        limit=_limit(reading, values.get("limit", {})),
        decider=reading.word(values, "decider", known["deciders"]),
        level=reading.word(values, "level", known["levels"]),
        risk=reading.word(values, "risk", known["risks"]),
        flow=_flow(reading, values),
        source=reading.text(values, "source"),
        confidence=reading.word(values, "confidence", known["confidences"]),
        materials=tuple(_materials(reading, values.get("materials", []))),
        form=dict(_form(reading, values.get("form", {}))),
        conditions=reading.texts(values, "conditions"),
        effect=_effect(reading, values),
        joint=reading.texts(values, "joint"),
        results=reading.texts(values, "results"),
        official_code=str(values.get("official_code", "")),
        digest=digest(values),
    )


def digest(values: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of a version's content, however its file is laid out: a version that a case used never changes."""
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _date(reading: _Reading, found: Any) -> date:
    if type(found) is date:
        return found
    reading.wrong("from", f"应是日期，像 2025-01-01，实为 {found!r}")
    return date.min


def _flow(reading: _Reading, values: Mapping[str, Any]) -> Flow:
    known = flows()
    return known.get(reading.word(values, "flow", known), next(iter(known.values())))


def _effect(reading: _Reading, values: Mapping[str, Any]) -> str:
    if "effect" not in values:
        return ""
    found = reading.text(values, "effect")
    if found and not _NAME.fullmatch(found):
        reading.wrong("effect", f"“{found}”应像 enrolment.join")
    return found


def _limit(reading: _Reading, data: Any) -> ServiceLimit:
    values = reading.keys("limit", data, (), ("statutory", "promised", "source", "confidence"))
    spans = {
        name: _span(reading, f"limit.{name}", values[name]) for name in ("statutory", "promised") if name in values
    }
    if spans and not {"source", "confidence"} <= set(values):
        reading.wrong("limit", "写了时限，还应写 source 和 confidence")
    confidence = values.get("confidence", "")
    if confidence and confidence not in words()["confidences"]:
        reading.wrong("limit.confidence", f"没有“{confidence}”", f"可用的有 {sorted(words()['confidences'])}")
    return ServiceLimit(source=str(values.get("source", "")), confidence=str(confidence), **spans)


def _span(reading: _Reading, key: str, data: Any) -> Span | None:
    values = reading.keys(key, data, ("n", "kind"), ())
    n, kind = values.get("n"), values.get("kind")
    if type(n) is not int or not 0 <= n <= _MOST_DAYS:
        reading.wrong(f"{key}.n", f"应是 0 至 {_MOST_DAYS} 的整数，实为 {n!r}")
    elif kind not in words()["limit_kinds"]:
        reading.wrong(f"{key}.kind", f"没有 {kind!r}", f"可用的有 {sorted(words()['limit_kinds'])}")
    else:
        return Span(n, str(kind))
    return None


def _materials(reading: _Reading, data: Any) -> Iterator[Material]:
    if not isinstance(data, list):
        reading.wrong("materials", f"应是列表，实为 {data!r}")
        return
    for number, entry in enumerate(data, 1):
        key = f"materials[{number}]"
        values = reading.keys(key, entry, ("name",), ("instead", "shared", "when"))
        if values:
            yield Material(
                reading.text(values, "name"),
                reading.texts(values, "instead"),
                bool(values.get("shared", False)),
                str(values.get("when", "")),
            )


def _form(reading: _Reading, data: Any) -> Iterator[tuple[str, FormField]]:
    for name, entry in reading.keys("form", data, (), data if isinstance(data, Mapping) else ()).items():
        key = f"form.{name}"
        options = ("required", "low", "high", "choices", "unit", "longest", "help", "prefill")
        values = reading.keys(key, entry, ("label", "kind"), options)
        if not isinstance(name, str) or not _NAME.fullmatch(name) or "." in name:
            reading.wrong(key, "字段名应由小写英文字母、数字和下划线组成")
        elif values.get("kind") not in list(Kind):
            reading.wrong(f"{key}.kind", f"没有 {values.get('kind')!r}", f"可用的有 {sorted(Kind)}")
        else:
            yield name, _field(name, values)


def _field(name: str, values: Mapping[str, Any]) -> FormField:
    extra = {key: values[key] for key in ("required", "low", "high", "unit", "longest", "help") if key in values}
    choices = {label: key for key, label in values.get("choices", {}).items()}
    declared = Field(name, values["label"], kind=Kind(values["kind"]), choices=choices, **extra)
    return FormField(declared, values.get("prefill", ""))


def documents(path: Traversable, name: str) -> list[Any]:
    """The versions in a file, one YAML document each. Raises DataFileError."""
    import yaml

    try:
        return list(yaml.load_all(path.read_text("utf-8"), yaml.CSafeLoader))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DataFileError(f"{name} 第 {line} 行：{error.problem or error.context}") from None
    except (yaml.YAMLError, UnicodeError, ValueError) as error:
        raise DataFileError(f"{name}：不是正确的 YAML（{error}）") from None


def names(problems: Iterable[Problem]) -> str:
    """Problems as lines."""
    return "\n".join(str(problem) for problem in problems)
