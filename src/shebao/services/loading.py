"""Reads service files: strictly, with every mistake of a file told at once as file, key and reason."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from shebao.fields.codes import code_lists, codes_of
from shebao.fields.field import Field, Kind
from shebao.fields.problem import Problem
from shebao.services.entries import read_entry
from shebao.services.flows import Flow, flows
from shebao.services.model import FormField, Material, Service, ServiceLimit, Span
from shebao.services.packages import packages
from shebao.services.reading import Reading
from shebao.services.words import words

_REQUIRED = (
    "code", "name", "from", "subject", "applicants", "channels", "basis", "risk", "flow", "decider", "level", "source",
    "confidence",
)  # fmt: skip
_OPTIONAL = ("limit", "materials", "form", "effect", "enters", "not_yet", "joint", "results", "official_code")
_CODE = re.compile(r"SI-[A-Z]{3}-[0-9]{3}")
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?")
_SUBJECTS = ("person", "employer")
_MOST_DAYS = 400
_PREFILL = re.compile(r"window\.month|(person|employer)\.[a-z_]+")
_OPTIONS: Mapping[str, Any] = {
    "required": bool, "low": int, "high": int, "unit": str, "longest": int, "help": str,
}  # fmt: skip
_WANTED: Mapping[Any, str] = {bool: "是（true）或否（false）", int: "整数", str: "文字"}


def read_service(data: Any, where: str, group: str, stem: str) -> tuple[Service | None, list[Problem]]:
    """One version of a service from the data of its file, or None and every problem. `stem` is the name of the file."""
    reading = Reading(where, group)
    values = reading.keys("", data, _REQUIRED, _OPTIONAL)
    if reading.problems:
        return None, reading.problems
    service = _service(reading, values)
    if service.code and service.code != stem:
        reading.wrong("code", f"文件名是 {stem}，应与编码 {service.code} 相同")
    return (None if reading.problems else service), reading.problems


def _service(reading: Reading, values: Mapping[str, Any]) -> Service:
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
        effect=_effect(reading, values),
        enters=read_entry(reading, values),
        not_yet=_not_yet(reading, values),
        joint=reading.texts(values, "joint", packages()),
        results=reading.texts(values, "results"),
        official_code=reading.text(values, "official_code") if "official_code" in values else "",
        digest=digest(values),
    )


def digest(values: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of a version's content, however its file is laid out: a version that a case used never changes."""
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _date(reading: Reading, found: Any) -> date:
    if type(found) is date:
        return found
    reading.wrong("from", f"应是日期，像 2025-01-01，实为 {found!r}")
    return date.min


def _flow(reading: Reading, values: Mapping[str, Any]) -> Flow:
    known = flows()
    return known.get(reading.word(values, "flow", known), next(iter(known.values())))


def _effect(reading: Reading, values: Mapping[str, Any]) -> str:
    if "effect" not in values:
        if "form" in values:
            reading.wrong("form", "有表单而没有 effect：不能发起的事项不应有表单")
        return ""
    found = reading.text(values, "effect")
    if found and not _NAME.fullmatch(found):
        reading.wrong("effect", f"“{found}”应像 enrolment.join")
    return found


def _not_yet(reading: Reading, values: Mapping[str, Any]) -> str:
    """Why it cannot be started; only of what has no effect."""
    if "not_yet" not in values:
        return ""
    if "effect" in values:
        reading.wrong("not_yet", "写了 effect 就是已经开办，不应再写 not_yet")
    return reading.text(values, "not_yet")


def _limit(reading: Reading, data: Any) -> ServiceLimit:
    values = reading.keys("limit", data, (), ("statutory", "promised", "source", "confidence"))
    spans = {
        name: _span(reading, f"limit.{name}", values[name]) for name in ("statutory", "promised") if name in values
    }
    if spans and not {"source", "confidence"} <= set(values):
        reading.wrong("limit", "写了时限，还应写 source 和 confidence")
    confidence = reading.text(values, "confidence", "limit.") if "confidence" in values else ""
    if confidence and confidence not in words()["confidences"]:
        reading.wrong("limit.confidence", f"没有“{confidence}”", f"可用的有 {sorted(words()['confidences'])}")
    source = reading.text(values, "source", "limit.") if "source" in values else ""
    return ServiceLimit(source=source, confidence=confidence, **spans)


def _span(reading: Reading, key: str, data: Any) -> Span | None:
    values = reading.keys(key, data, ("n", "kind"), ())
    n, kind = values.get("n"), values.get("kind")
    if type(n) is not int or not 0 <= n <= _MOST_DAYS:
        reading.wrong(f"{key}.n", f"应是 0 至 {_MOST_DAYS} 的整数，实为 {n!r}")
    elif not isinstance(kind, str) or kind not in words()["limit_kinds"]:
        reading.wrong(f"{key}.kind", f"没有 {kind!r}", f"可用的有 {sorted(words()['limit_kinds'])}")
    else:
        return Span(n, kind)
    return None


def _materials(reading: Reading, data: Any) -> Iterator[Material]:
    if not isinstance(data, list):
        reading.wrong("materials", f"应是列表，实为 {data!r}")
        return
    for number, entry in enumerate(data, 1):
        key = f"materials[{number}]"
        values = reading.keys(key, entry, ("name",), ("instead", "shared", "when"))
        if not values:
            continue
        within, shared = f"{key}.", values.get("shared", False)
        if not isinstance(shared, bool):
            reading.wrong(f"{key}.shared", f"应是是（true）或否（false），实为 {shared!r}")
        when = reading.text(values, "when", within) if "when" in values else ""
        instead = reading.texts(values, "instead", within=within)
        yield Material(reading.text(values, "name", within), instead, shared is True, when)


def _form(reading: Reading, data: Any) -> Iterator[tuple[str, FormField]]:
    for name, entry in reading.keys("form", data, (), data if isinstance(data, Mapping) else ()).items():
        key = f"form.{name}"
        options = ("required", "low", "high", "choices", "list", "unit", "longest", "help", "prefill")
        values = reading.keys(key, entry, ("label", "kind"), options)
        if not isinstance(name, str) or not _NAME.fullmatch(name) or "." in name:
            reading.wrong(key, "字段名应由小写英文字母、数字和下划线组成")
        elif values.get("kind") not in list(Kind):
            reading.wrong(f"{key}.kind", f"没有 {values.get('kind')!r}", f"可用的有 {sorted(Kind)}")
        else:
            yield name, _field(reading, key, name, values)


def _field(reading: Reading, key: str, name: str, values: Mapping[str, Any]) -> FormField:
    label = reading.text(values, "label", f"{key}.")
    kind = Kind(values["kind"])
    choices = _choices(reading, key, values, kind)
    extra: dict[str, Any] = {}
    for option, wanted in _OPTIONS.items():
        found = values.get(option)
        if found is not None and (not isinstance(found, wanted) or (wanted is not bool and isinstance(found, bool))):
            reading.wrong(f"{key}.{option}", f"应是{_WANTED[wanted]}，实为 {found!r}")
        elif found is not None:
            extra[option] = found
    prefill = str(values.get("prefill", ""))
    if prefill and not _PREFILL.fullmatch(prefill):
        reading.wrong(f"{key}.prefill", f"“{prefill}”应像 person.name、employer.name 或 window.month")
    return FormField(Field(name, label, kind=kind, choices=choices, **extra), prefill)


def _choices(reading: Reading, key: str, values: Mapping[str, Any], kind: Kind) -> dict[str, str]:
    """What can be chosen: words → code, written out or by the names of code lists."""
    if kind is not Kind.CHOICE:
        if "choices" in values or "list" in values:
            reading.wrong(f"{key}.kind", "写了 choices 或 list，kind 应是 choice")
        return {}
    if ("choices" in values) == ("list" in values):
        reading.wrong(key, "kind 是 choice 时应写 choices 或 list 之一")
        return {}
    if "choices" in values:
        found = reading.keys(f"{key}.choices", values["choices"], (), values["choices"])
        if not found or any(not isinstance(one, str) for pair in found.items() for one in pair):
            reading.wrong(f"{key}.choices", f"应是“代码: 说法”，代码和说法都是文字（数字加引号），实为 {found!r}")
            return {}
        return {words: code for code, words in found.items()}
    names = [values["list"]] if isinstance(values["list"], str) else values["list"]
    if not isinstance(names, list) or not names or any(one not in list(code_lists()) for one in names):
        reading.wrong(f"{key}.list", f"没有代码表 {values['list']!r}", f"可用的有 {sorted(code_lists())}")
        return {}
    return {words: code for code, words in codes_of(names).items()}


def names(problems: Iterable[Problem]) -> str:
    """Problems as lines."""
    return "\n".join(str(problem) for problem in problems)
