"""The description of the interface: OpenAPI for programs, a page for people; nothing from other sites."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from drf_spectacular.generators import SchemaGenerator

from shebao.server.accountability.api.answering import LIMIT, open_to_all, problem
from shebao.server.accountability.api.describing import answer, describe, example, rows
from shebao.server.accountability.portal.caching import public_page
from shebao.server.accountability.portal.views.common import page

PARAMETER_TYPES = {"integer": "整数", "string": "文本", "boolean": "是或否"}


@cache
def described() -> dict[str, Any]:
    """The OpenAPI description of this version."""
    schema: dict[str, Any] = SchemaGenerator(urlconf="shebao.server.accountability.api.described_urls").get_schema(
        public=True
    )
    return describe(schema)


@open_to_all
def schema(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3 as JSON."""
    return JsonResponse(described(), json_dumps_params={"ensure_ascii": False})


@public_page
def docs(request: HttpRequest) -> HttpResponse:
    """The description for people."""
    entries = [_entry(path, operation["get"]) for path, operation in described()["paths"].items()]
    return page(request, "api/docs.html", {"entries": entries, "limit": LIMIT})


def _entry(path: str, operation: dict[str, Any]) -> dict[str, Any]:
    shape = answer(described(), operation)
    fields = list(rows(described(), shape))
    shown = json.dumps(example(described(), shape), ensure_ascii=False, indent=2) if fields else ""
    return {
        "path": path,
        "id": operation["operationId"],
        "try_at": path if "{" not in path else "",
        "summary": operation.get("summary", ""),
        "parameters": [_parameter(each) for each in operation.get("parameters", [])],
        "fields": fields,
        "example": shown,
    }


_CHOICE = re.compile(r"^\* `([^`\n]*)` - (.+)$", re.MULTILINE)


def _parameter(declared: dict[str, Any]) -> dict[str, Any]:
    """A parameter for people: what it is in words, and the values to choose from, each with its meaning."""
    described = declared.get("description", "")
    return {
        **declared,
        "words": PARAMETER_TYPES.get(declared["schema"].get("type", ""), "文本"),
        "description": _CHOICE.sub("", described).strip(),
        "choices": _CHOICE.findall(described),
    }


@open_to_all
def missing(request: HttpRequest, path: str) -> HttpResponseBase:
    """Any other address below the interface."""
    return problem(404, "没有这个接口；接口说明见 /api/v1/docs/")
