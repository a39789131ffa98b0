"""Layers (optional content, ISO 32000-1 §8.11) that the file shows to nobody: what they hold is no part of the page."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import Any

_DICTIONARY = 600
_MOST_UNPACKED = 20_000_000
_MOST_CONTENT = 5_000_000
_SHOWING = frozenset({b"Tj", b"TJ", b"Do", b"sh", b"INLINE IMAGE"})
_PAINTING = frozenset({b"f", b"F", b"f*", b"S", b"s", b"B", b"B*", b"b", b"b*"})
_NEXT_LINE = frozenset({b"'", b'"'})
_DEEPEST = 8


def has_layers(data: bytes) -> bool:
    """Whether a file states optional content, in the open or in an object stream."""
    return b"/OCProperties" in data or any(b"/OCProperties" in part for part in _object_streams(data))


def _object_streams(data: bytes) -> Iterator[bytes]:
    left = _MOST_UNPACKED
    at = data.find(b"/ObjStm")
    while at >= 0 and left > 0:
        start = data.find(b"stream", at + 7, at + _DICTIONARY)
        if start >= 0:
            start += 8 if data[start + 6 : start + 8] == b"\r\n" else 7
            try:
                part = zlib.decompressobj().decompress(data[start : start + _MOST_UNPACKED], left)
            except zlib.error:
                part = b""
            yield part
            left -= len(part)
        at = data.find(b"/ObjStm", at + 7)


def without_hidden_layers(data: bytes) -> bytes | None:
    """The file without what its layers hide by default; None where they hide nothing, or it cannot be told."""
    import pypdf

    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        root: Any = reader.trailer["/Root"].get_object()
        hidden = _hidden_groups(root.get("/OCProperties"))
        if not hidden:
            return None
        writer = pypdf.PdfWriter(clone_from=reader)
        hidden = _hidden_groups(writer.root_object.get("/OCProperties"))
        budget = [_MOST_CONTENT]
        for page in writer.pages:
            content = page.get_contents()
            if content is None:
                continue
            budget[0] -= len(content.get_data())
            if budget[0] < 0:
                return None
            resources = page.get("/Resources", {})
            content.operations = list(_shown(content.operations, resources, hidden))
            page.replace_contents(content)
            _clear_forms(resources, hidden, writer, set(), budget, _DEEPEST)
        out = io.BytesIO()
        writer.write(out)
    except Exception:  # a broken file makes the library fail in any way; then it is read as it is
        return None
    return out.getvalue()


def _hidden_groups(properties: Any) -> frozenset[int]:
    """The object numbers of the groups that the default configuration hides."""
    if properties is None:
        return frozenset()
    configuration = properties.get_object().get("/D", {}).get_object()
    every = {reference.idnum for reference in properties.get_object().get("/OCGs", [])}
    on = {reference.idnum for reference in configuration.get("/ON", [])}
    off = {reference.idnum for reference in configuration.get("/OFF", [])}
    return frozenset((every - on) | off if configuration.get("/BaseState") == "/OFF" else off)


def _is_hidden(group: Any, hidden: frozenset[int]) -> bool:
    """Whether a group, or what a membership says of its groups, is hidden."""
    reference = getattr(group, "idnum", None)
    if reference in hidden:
        return True
    stated: Any = group.get_object() if group is not None else {}
    if not hasattr(stated, "get") or stated.get("/Type") != "/OCMD":
        return False
    members = stated.raw_get("/OCGs") if "/OCGs" in stated else []
    listed = members if isinstance(members, list) else [members]
    states = [getattr(member, "idnum", None) in hidden for member in listed]
    policy = stated.get("/P", "/AnyOn")
    shown = {
        "/AnyOn": not all(states),
        "/AllOn": not any(states),
        "/AnyOff": any(states),
        "/AllOff": all(states),
    }
    return bool(states) and not shown.get(str(policy), True)


def _named(resources: Any, kind: str, name: Any) -> Any:
    found: Any = resources.get(kind, {}).get_object() if kind in resources else {}
    return found.raw_get(name) if name in found else None


def _shown(operations: Any, resources: Any, hidden: frozenset[int]) -> Iterator[Any]:
    """The operations without those that show or paint what is hidden; what they set stays set."""
    nested: list[bool] = []
    for operands, operator in operations:
        if operator in (b"BDC", b"BMC"):
            layered = operator == b"BDC" and operands and operands[0] == "/OC"
            group = _named(resources, "/Properties", operands[1]) if layered else None
            nested.append(group is not None and _is_hidden(group, hidden))
        elif operator == b"EMC" and nested:
            nested.pop()
        elif any(nested) and operator in _SHOWING:
            continue
        elif any(nested) and operator in _PAINTING:
            yield [], b"n"
            continue
        elif any(nested) and operator in _NEXT_LINE:
            yield [], b"T*"
            continue
        elif operator == b"Do":
            form = _named(resources, "/XObject", operands[0])
            stated: Any = form.get_object() if form is not None else {}
            if "/OC" in stated and _is_hidden(stated.raw_get("/OC"), hidden):
                continue
        yield operands, operator


def _clear_forms(
    resources: Any, hidden: frozenset[int], writer: Any, seen: set[int], budget: list[int], depth: int
) -> None:
    from pypdf.generic import ContentStream

    forms = resources.get("/XObject", {}).get_object() if "/XObject" in resources else {}
    for name in forms:
        form = forms[name].get_object()
        if form.get("/Subtype") != "/Form" or id(form) in seen or depth == 0:
            continue
        seen.add(id(form))
        inner = form.get("/Resources", resources).get_object()
        content = ContentStream(form, writer)
        budget[0] -= len(content.get_data())
        if budget[0] < 0:
            raise ValueError("too much content")
        content.operations = list(_shown(content.operations, inner, hidden))
        form.set_data(content.get_data())
        _clear_forms(inner, hidden, writer, seen, budget, depth - 1)
