"""Reads what a service enters in the record (`enters`): registers, slot, span, conditions and paper, all as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shebao.services.model import Entry, Need
from shebao.services.reading import Reading

EFFECT = "entries.enter"
_KEYS = ("slot", "from", "until", "months", "fixed", "ends", "needs", "paper", "prints", "shows", "employer", "life")
_NEEDS: Mapping[str, int] = {
    "holds": 1,
    "lacks": 1,
    "enrolled": 2,
    "not_enrolled": 1,
    "past": 1,
    "order": 2,
    "longest": 2,
    "within": 1,
    "age": 0,
    "working_age": 0,
    "retired": 1,
    "retires": 1,
    "steps": 1,
}
"""What can be asked, and how many registers, lines or fields it names."""
_MORE = ("among", "days", "same", "told", "exception")
_EMPLOYERS = ("known", "optional")
_LIVES = ("alive", "dead", "any")
_IN_DAYS = ("within", "age", "longest")


def read_entry(reading: Reading, values: Mapping[str, Any]) -> Entry | None:
    """The entry of a version; None where its effect is another, or there is none."""
    if (values.get("effect") == EFFECT) != ("enters" in values):
        reading.wrong("enters", f"effect 是 {EFFECT} 时、也只有这时写 enters")
    if "enters" not in values:
        return None
    data = reading.keys("enters", values["enters"], (), _KEYS)
    form = values.get("form", {}) if isinstance(values.get("form", {}), Mapping) else {}
    words = {key: reading.text(data, key, "enters.") for key in ("slot", "from", "until", "paper") if key in data}
    for key in ("slot", "from", "until"):
        if words.get(key) and words[key] not in form:
            reading.wrong(f"enters.{key}", f"表单没有“{words[key]}”这一项")
    employer = reading.text(data, "employer", "enters.") if "employer" in data else ""
    if employer and employer not in _EMPLOYERS:
        reading.wrong("enters.employer", f"没有“{employer}”", f"可用的有 {list(_EMPLOYERS)}")
    return Entry(
        slot=words.get("slot", ""),
        since=words.get("from", ""),
        until=words.get("until", ""),
        months=_months(reading, data),
        fixed=_fixed(reading, data.get("fixed", {})),
        ends=reading.texts(data, "ends", within="enters."),
        needs=tuple(_needs(reading, data.get("needs", []), form)),
        paper=words.get("paper", ""),
        prints=_prints(reading, data, form),
        shows=reading.texts(data, "shows", within="enters."),
        employer=employer or ("known" if values.get("subject") == "employer" else ""),
        life=reading.word(data, "life", _LIVES) if "life" in data else "alive",
    )


def _months(reading: Reading, data: Mapping[str, Any]) -> int:
    found = data.get("months", 0)
    if type(found) is not int or ("months" in data and (found < 1 or "until" in data)):
        reading.wrong("enters.months", f"应是正整数，且不与 until 并用，实为 {found!r}")
        return 0
    return found


def _prints(reading: Reading, data: Mapping[str, Any], form: Mapping[str, Any]) -> tuple[str, ...]:
    found = reading.texts(data, "prints", within="enters.")
    if found and "paper" not in data:
        reading.wrong("enters.prints", "没有 paper，印在哪里")
    for name in found:
        if name not in form:
            reading.wrong("enters.prints", f"表单没有“{name}”这一项")
    return found


def _fixed(reading: Reading, data: Any) -> dict[str, str]:
    if isinstance(data, Mapping) and all(isinstance(one, str) for pair in data.items() for one in pair):
        return dict(data)
    reading.wrong("enters.fixed", f"应是“登记项: 值”，都是文字（数字加引号），实为 {data!r}")
    return {}


def _needs(reading: Reading, data: Any, form: Mapping[str, Any]) -> Iterator[Need]:
    if not isinstance(data, list):
        reading.wrong("enters.needs", f"应是列表，实为 {data!r}")
        return
    for number, entry in enumerate(data, 1):
        where = f"enters.needs[{number}]"
        values = reading.keys(where, entry, (), (*_NEEDS, *_MORE))
        kinds = [key for key in values if key in _NEEDS]
        if len(kinds) != 1:
            reading.wrong(where, f"应写 {list(_NEEDS)} 之一")
            continue
        kind, days = kinds[0], values.get("days", 0)
        for flag in ("same", "exception", "age", "working_age"):
            if values.get(flag, True) is not True:
                reading.wrong(f"{where}.{flag}", f"只写 true，实为 {values[flag]!r}")
        names = _names(values[kind])
        if len(names) != _NEEDS[kind]:
            reading.wrong(f"{where}.{kind}", f"应写 {_NEEDS[kind]} 个名称，实为 {values[kind]!r}")
            continue
        for field in _fields(kind, names):
            if field not in form:
                reading.wrong(f"{where}.{kind}", f"表单没有“{field}”这一项")
        if type(days) is not int or (kind in _IN_DAYS) != (days > 0):
            reading.wrong(f"{where}.days", "within、longest 写天数，age 写周岁，其余不写")
            continue
        yield Need(
            kind, names, reading.texts(values, "among", within=f"{where}."), days, values.get("same") is True,
            reading.text(values, "told", f"{where}.") if "told" in values else "", values.get("exception") is True,
        )  # fmt: skip


def _names(found: Any) -> tuple[str, ...]:
    listed = [] if found is True else [found] if isinstance(found, str) else found
    return tuple(listed) if isinstance(listed, list) and all(isinstance(one, str) for one in listed) else ()


def _fields(kind: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Which of the names are fields of the form."""
    return {
        "past": names,
        "order": names,
        "longest": names,
        "within": names,
        "retires": names,
        "steps": names,
        "enrolled": names[1:],
    }.get(kind, ())
