"""What the application may do with each table: nothing that a rule of the house forbids, whatever triggers say."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from shebao.server.configuration import load
from shebao.server.embedded_address import APPLICATION, PORTAL, passwords
from shebao.server.platform.database.owning import as_owner as owner_of_the_database
from shebao.server.platform.database.privileges import public_tables, rights
from shebao.server.platform.database.wall import faults
from shebao.server.platform.decisions import log
from shebao.server.platform.decisions.models import Decision

pytestmark = pytest.mark.django_db
_HELD = """
SELECT c.relname, p.privilege_type FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
  aclexplode(c.relacl) p JOIN pg_roles r ON r.oid = p.grantee
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v') AND r.rolname = %s
"""


def _held(role: str) -> dict[str, set[str]]:
    held: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [role])
        for table, right in cursor.fetchall():
            held.setdefault(table, set()).add(right)
    return held


def test_the_application_has_what_its_models_say_and_no_more() -> None:
    held = _held(APPLICATION)
    assert set(held) == set(connection.introspection.table_names())
    assert held[Decision._meta.db_table] == {"SELECT", "INSERT"}
    for table, found in held.items():
        assert found == set(rights(table)), table
        assert not found & {"TRUNCATE", "TRIGGER", "REFERENCES", "MAINTAIN"}, table
    with connection.cursor() as cursor:
        assert faults(cursor) == []


def test_logs_and_histories_only_grow() -> None:
    assert rights(Decision._meta.db_table) == ("SELECT", "INSERT")
    histories = [model for model in apps.get_models() if hasattr(model, "pgh_tracked_model")]
    assert histories
    assert {rights(model._meta.db_table) for model in histories} == {("SELECT", "INSERT")}
    assert rights("django_migrations") == ("SELECT",)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE decisions_decision SET actor = 'other'",
        "DELETE FROM decisions_decision",
        "TRUNCATE decisions_decision",
        "ALTER TABLE decisions_decision DISABLE TRIGGER ALL",
        "DROP TABLE decisions_decision",
        "CREATE TRIGGER mine BEFORE INSERT ON decisions_decision EXECUTE FUNCTION f()",
        "ALTER TABLE people_user ADD COLUMN mine int",
        "DELETE FROM django_migrations",
        "TRUNCATE people_user CASCADE",
    ],
)
def test_the_log_cannot_be_rewritten_with_the_triggers_told_to_look_away(statement: str) -> None:
    log.record(None, "sample.pay", "sample.order:1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', '{decisions_decision:append_only}', true)")
        with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
            cursor.execute(statement)
    assert Decision.objects.count() == 1


def test_the_portals_role_reads_what_is_published_and_nothing_else() -> None:
    held = _held(PORTAL)
    assert set(held) == public_tables() | {"files_storedfile"}  # of which a policy shows the published rows
    assert {right for rights_ in held.values() for right in rights_} == {"SELECT"}
    assert not any(table.startswith(("people_", "decisions_", "unit_years_", "django_session")) for table in held)


def test_nobody_becomes_the_owner_in_the_middle_of_a_transaction() -> None:
    with pytest.raises(RuntimeError), owner_of_the_database():
        pass


def test_others_of_the_machine_see_nothing_in_a_new_data_directory(tmp_path: Path) -> None:
    folder = tmp_path / "数据" / "database"
    passwords(folder)
    assert [each.stat().st_mode & 0o066 for each in (folder.parent, folder)] == [0, 0]
    assert (folder / "passwords.json").stat().st_mode & 0o077 == 0
    data = tmp_path / "key first"
    load({"SHEBAO_DATA": str(data)})
    assert data.stat().st_mode & 0o066 == 0, "whichever is made first"
