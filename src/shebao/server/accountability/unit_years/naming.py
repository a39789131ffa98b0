"""What the parts of a unit-year's documents (settings, annex, words, forms) are called, and how they differ, in the words of
the pages on which people fill them in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shebao.server.accountability.unit_years import content, local_subjects, wording
from shebao.server.accountability.unit_years.form_differences import form_differences

Difference = tuple[str, str, str]
_LONGEST = 500
_FLAGS = {"true": "是", "false": "否"}
_UNNAMED = "其他内容"
_HEAD = {"fiscal_year": "年度", "columns": "导入时的列名对照"}


def differences(document: str, old: Any, new: Any) -> list[Difference]:
    """The places of a document that differ: what each is called, as it was, as it is. `document` is settings, annex, words,
    data (of a form) or extra_subjects."""
    texts = _TEXTS.get(document)
    if texts is None:
        found = [(place, was, now) for place, now, was in form_differences(new or {}, old or {})]
    else:
        was, now = dict(texts(old or {})), dict(texts(new or {}))
        found = [(place, was.get(place, ""), now.get(place, "")) for place in dict.fromkeys((*now, *was))]
    return [(place, one[:_LONGEST], other[:_LONGEST]) for place, one, other in found if one != other]


def _words(words: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    return ((f"文字 · {label}", text) for label, text in wording.texts(words))


def _settings(settings: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    return _named("账套设置", settings, {**_HEAD, **content.SETTINGS_LABELS}, content.SETTINGS_CHOICES)


def _annex(annex: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    return _named("附表", annex, content.ANNEX_LABELS, {})


def _named(
    title: str, stored: Mapping[str, Any], labels: Mapping[str, str], choices: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, str]]:
    """The values by what they are called; values without a name, of whatever the file had more, together."""
    unnamed = []
    for path, value in _flat(stored):
        text = _text(value)
        text = choices.get(path, _FLAGS).get(text.lower(), text)
        label = labels.get(path)
        if label is None:
            unnamed.append(text)
        else:
            yield f"{title} · {label}", text
    if unnamed:
        yield f"{title} · {_UNNAMED}", "；".join(unnamed)


def _flat(stored: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in stored.items():
        path = f"{above}{key}"
        if isinstance(value, Mapping) and path not in _HEAD:
            yield from _flat(value, f"{path}.")
        else:
            yield path, value


def _text(value: Any) -> str:
    """A value as lines; mappings by their values alone: their keys are field names."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return " ".join(_text(each) for each in value.values())
    if isinstance(value, list):
        return "\n".join(_text(each) for each in value)
    return str(value)


def _subjects(stored: str | Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "本地增设的科目", local_subjects.shown(stored) if isinstance(stored, str) else ""


_TEXTS = {"words": _words, "settings": _settings, "annex": _annex, "extra_subjects": _subjects}
