"""What the fields of answers mean, with examples, put into the OpenAPI description and the page that people read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from shebao.fields.data_files import load_data

_ANY = "any"
_WORDS = {"integer": "整数", "string": "文本", "boolean": "是或否", "array": "列表", "object": "对象", "number": "数"}
_DEEPEST = 5


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field of an answer as the page shows it; `path` says where it stands: results[].amount."""

    path: str
    kind: str
    description: str


@cache
def _fields() -> dict[str, dict[str, list[Any]]]:
    data: dict[str, dict[str, list[Any]]] = load_data(__package__, "fields.yaml")
    return data


def describe(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with a description and an example at every field of an answer. Raises KeyError for a field that nobody
    described."""
    shapes = schema["components"]["schemas"]
    for name, shape in shapes.items():
        own = _fields().get(name.removesuffix("Shape"), {})
        for field, declared in shape.get("properties", {}).items():
            words, example = own[field] if field in own else _fields()[_ANY][field]
            if "$ref" in declared:
                declared["allOf"] = [{"$ref": declared.pop("$ref")}]
            declared["description"] = words
            declared["example"] = example
    return schema


def answer(schema: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any]:
    """The shape of what an operation answers."""
    shape: dict[str, Any] = operation["responses"]["200"]["content"]["application/json"]["schema"]
    return shape


def rows(schema: dict[str, Any], shape: dict[str, Any], path: str = "", depth: int = 0) -> Iterator[FieldRow]:
    """The fields of a shape with those inside them, in order."""
    shape = _resolved(schema, shape)
    if shape.get("type") == "array":
        yield from rows(schema, shape["items"], f"{path}[]" if path else path, depth)
        return
    if depth > _DEEPEST:
        return
    for name, declared in shape.get("properties", {}).items():
        own = _resolved(schema, declared)
        kind = _WORDS.get(str(own.get("type", "string")), "文本")
        place = f"{path}.{name}" if path else name
        yield FieldRow(place, f"{kind}或 null" if declared.get("nullable") else kind, declared["description"])
        inside = own.get("items", {}) if own.get("type") == "array" else {}
        if _resolved(schema, inside).get("properties"):
            yield from rows(schema, own, place, depth + 1)


def example(schema: dict[str, Any], shape: dict[str, Any]) -> Any:
    """An answer of that shape, made of the examples of its fields."""
    shape = _resolved(schema, shape)
    if shape.get("type") == "array":
        return [example(schema, shape["items"])]
    if "properties" not in shape:
        return {}
    made = {}
    for name, declared in shape["properties"].items():
        own = _resolved(schema, declared)
        nested = own.get("type") == "array" and _resolved(schema, own["items"]).get("properties")
        made[name] = [example(schema, own["items"])] if nested else declared["example"]
    return made


def _resolved(schema: dict[str, Any], shape: dict[str, Any]) -> dict[str, Any]:
    """A shape with what it refers to in its place."""
    reference = shape.get("$ref") or next((each["$ref"] for each in shape.get("allOf", ()) if "$ref" in each), "")
    if not reference:
        return shape
    found: dict[str, Any] = schema["components"]["schemas"][reference.rpartition("/")[2]]
    return {**found, **{key: value for key, value in shape.items() if key not in ("$ref", "allOf")}}
