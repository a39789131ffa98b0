"""The JSON Schema of values of the hub, by the types of their fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING
from decimal import Decimal
from enum import StrEnum
from types import NoneType
from typing import Any, get_args, get_origin

from shebao.composing.data.codec import SHARED, claim_kinds, fields_of, is_record, options


def schema_of(hint: Any, defined: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema of that type; records go into `defined`."""
    found = options(hint)
    if len(found) > 1:
        return {"anyOf": [schema_of(kind, defined) for kind in found]}
    kind = found[0]
    if is_record(kind):
        if kind.__name__ not in defined:
            defined[kind.__name__] = {}
            defined[kind.__name__] = _record_schema(kind, defined)
        return {"$ref": f"#/$defs/{kind.__name__}"}
    origin = get_origin(kind)
    if origin is tuple:
        return {"type": "array", "items": schema_of(get_args(kind)[0], defined)}
    if origin is not None:
        return {"type": "object", "additionalProperties": schema_of(get_args(kind)[1], defined)}
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return {"enum": [member.value for member in kind]}
    return dict(_SCALARS[kind])


_SCALARS: Mapping[Any, Mapping[str, Any]] = {
    str: {"type": "string"},
    Decimal: {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    NoneType: {"type": "null"},
}


def _record_schema(kind: type, defined: dict[str, Any]) -> dict[str, Any]:
    properties = {field.name: schema_of(field.hint, defined) for field in fields_of(kind)}
    required = [field.name for field in fields_of(kind) if field.default is MISSING]
    if kind in claim_kinds().values():
        properties = {"type": {"const": kind.__name__}, **properties}
        required = ["type", *required]
    if kind in SHARED:
        properties = {"id": {"type": "string"}, **properties}
    whole: dict[str, Any] = {
        "type": "object",
        "description": (kind.__doc__ or "").split("\n\n")[0].replace("\n", " "),
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
    if kind not in SHARED:
        return whole
    again = {
        "type": "object",
        "properties": {"ref": {"type": "string"}},
        "required": ["ref"],
        "additionalProperties": False,
    }
    return {"anyOf": [whole, again]}
