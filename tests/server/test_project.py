"""The project as a whole: it answers, each view says who may call it, models and migrations agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver


def _views(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry.callback
        else:
            yield from _views(entry, prefix + str(entry.pattern))


@pytest.mark.django_db
def test_the_first_page_answers(client: Client) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert "决算公开" in response.content.decode()


def test_every_view_says_who_may_call_it() -> None:
    undeclared = [address for address, view in _views(get_resolver()) if not hasattr(view, "access")]
    assert undeclared == []


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
