"""The portal as a site of its own: its database role sees publications and nothing else, and every public page is answered by it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from server.accountability.portal.test_pages import ADDRESSES, at
from shebao.server.configuration import ConfigurationError, load
from shebao.server.embedded_address import APPLICATION, PORTAL
from shebao.server.platform.database.privileges import public_tables
from shebao.server.platform.files import store
from shebao.server.platform.files.models import StoredFile
from shebao.server.service import run
from shebao.server.settings import portal_middleware

_READABLE = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm', 'S') AND CASE c.relkind
  WHEN 'S' THEN has_sequence_privilege(%s, c.oid, 'SELECT, UPDATE, USAGE') ELSE has_table_privilege(%s, c.oid, %s) END
"""


@pytest.fixture
def site(portal: Any, settings: Any) -> Iterator[Any]:
    """The settings of a portal process, over a connection with the rights of its role."""
    settings.MIDDLEWARE = portal_middleware(settings.MIDDLEWARE)
    settings.PORTAL_ONLY, settings.SHARED_TABLES = True, False
    caches["pages"].clear()
    with as_portal():
        yield portal


class as_portal:  # noqa: N801
    """Within it the connection has the rights of the portal's role."""

    def __enter__(self) -> None:
        self._role(PORTAL)

    def __exit__(self, *_error: object) -> None:
        self._role(APPLICATION)

    def _role(self, role: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {role}")


@pytest.mark.parametrize(
    "address", [*ADDRESSES, "/api/v1/reports/", "/api/v1/figures/", "/api/v1/docs/", "/healthz", "/readyz"]
)
def test_every_public_page_is_answered(site: Any, client: Client, address: str) -> None:
    response = client.get(at(site, address))
    response.getvalue()
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    "address", ["/signin/", "/audit/", "/work/", "/desk/", "/jobs/", "/admin/people/", "/metrics", "/calculator/"]
)
def test_nothing_else_is(site: Any, client: Client, address: str) -> None:
    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 404


def test_nobody_is_sent_to_what_is_not_there(site: Any, client: Client) -> None:
    page = client.get("/").content.decode()
    assert 'href="/signin/"' not in page
    assert 'href="/audit/"' not in page


def test_its_role_reads_publications_and_nothing_else(site: Any) -> None:
    def named(right: str) -> set[str]:
        with connection.cursor() as cursor:
            cursor.execute(_READABLE, [PORTAL, PORTAL, right])
            return {name for (name,) in cursor.fetchall()}

    assert named("SELECT") == public_tables() | {"files_storedfile"}
    assert named("INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER") == set()
    for statement in ("CREATE TABLE x (a int)", "TABLE people_user", "UPDATE cycle_publication SET number = 9"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_of_files_it_sees_those_that_are_published(portal: Any) -> None:
    private = store.store_bytes(b"{}", kind="json", name="private.json")
    published = set(StoredFile.objects.exclude(pk=private.pk).values_list("pk", flat=True))
    assert StoredFile.objects.filter(pk=private.pk).exists()
    with as_portal():
        seen = set(StoredFile.objects.values_list("pk", flat=True))
    assert seen <= published
    assert private.pk not in seen


def test_its_process_is_told_no_secret(tmp_path: Any) -> None:
    told = {
        "SHEBAO_DATA": str(tmp_path), "SHEBAO_SECRET_KEY": "x" * 40, "SHEBAO_SECRET_KEY_FILE": "/etc/key",
        "DATABASE_URL": "postgresql://a:b@c/d", "DATABASE_PORTAL_URL": "postgresql://portal:b@c/d", "DATABASE_OWNER_URL": "postgresql://o@c/d",
    }  # fmt: skip
    environment = run._portal_environment(told, run.Plan(portal=9001))
    assert environment == {
        "SHEBAO_DATA": str(tmp_path),
        "DATABASE_PORTAL_URL": "postgresql://portal:b@c/d",
        "SHEBAO_SITE": "portal",
        "SHEBAO_BIND": "127.0.0.1:9001",
    }
    found = load({**environment, "SHEBAO_MODE": "production", "SHEBAO_ALLOWED_HOSTS": "a.example"})
    assert found.database.user == "portal"
    assert found.owner is None
    with pytest.raises(ConfigurationError, match="DATABASE_PORTAL_URL"):
        load({"SHEBAO_SITE": "portal", "DATABASE_URL": "postgresql://a:b@c/d", "SHEBAO_DATA": str(tmp_path)})
