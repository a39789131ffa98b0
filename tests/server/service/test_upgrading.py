"""A database of the release before (`released.sql.xz`: its schema, the demo's people, a phone, decisions and seals) becomes one of this
version: nothing is lost, what stood in clear is encrypted, and the log verifies. So does a record full of people."""

from __future__ import annotations

import lzma
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from shebao.server.configuration import load
from shebao.server.embedded_address import APPLICATION, DATABASE, OWNER, SUPERUSER
from shebao.server.platform.database.embedded import Cluster
from shebao.server.platform.database.programs import tools

pytestmark = pytest.mark.slow
_RELEASED = Path(__file__).with_name("released.sql.xz")
_KEY = "3132333435363738393031323334353637383930"
_SHOW = """
import django; django.setup()
from django_otp.oath import totp
from shebao.server.platform.decisions.models import Decision
from shebao.server.platform.monitoring.health import schema_problem
from shebao.server.platform.people import second_factor
from shebao.server.platform.people.models import Membership, User
from shebao.server.platform.secrets.renewal import holdings
user = User.objects.get(username="guanli")
print(User.objects.count(), Membership.objects.count(), Decision.objects.filter(actor="guanli").count())
print(second_factor.verify(user, f"{totp(bytes.fromhex('KEY')):06d}"), repr(schema_problem()))
print({held.place: sum(held.by_key.values()) for held in holdings()}["people_phone.key"])
"""


_PERSONS, _SPELLS = 20_000, 60_000
_RECORD = f"""
INSERT INTO records_act (id, at, eyes, authority_kind, authority_id, authority_number, service, service_version, digest)
VALUES (1, '2026-01-05 08:00+08', 1, 'run', 'made', 0, '', '', '');
INSERT INTO records_subject (id, kind, known_from, act_id)
SELECT n, 'person', '2026-01-05 08:00+08', 1 FROM generate_series(1, {_PERSONS}) n;
INSERT INTO records_fact (id, subject_id, register, slot, value, unique_as, valid, known_from, act_id)
SELECT n, n, 'name', '', '甲' || n, '', '[1990-01-01,)', '2026-01-05 08:00+08', 1 FROM generate_series(1, {_PERSONS}) n;
INSERT INTO records_spell (id, person_id, line, lane, kind, scheme_place, office, valid, reason, known_from, act_id)
SELECT n * 3 + y, n, 'pension_employee', 0, 'employee', '420100', 1,
    daterange(('2000-01-01'::date + 400 * y), ('2000-01-01'::date + 400 * y + 300)), '111', '2026-01-05 08:00+08', 1
FROM generate_series(1, {_PERSONS}) n, generate_series(0, 2) y;
INSERT INTO records_effect (act_id, number, type, what, "table", row)
SELECT 1, row_number() OVER (ORDER BY id), 'SpellStarted', 'written', 'spell', id FROM records_spell;
"""
_CONTENT = """
SELECT count(*), md5(string_agg(concat_ws('|', s.id, person_id, line, lane, s.valid, s.known_from, s.known_to, f.value), ',' ORDER BY s.id))
FROM records_spell s JOIN records_fact f ON f.subject_id = s.person_id
"""
_ROW = """
INSERT INTO records_spell (id, person_id, line, lane, kind, scheme_place, office, valid, reason, known_from, act_id)
VALUES (-1, {person}, 'pension_employee', 0, 'employee', '420100', 1, '{valid}', '111', now(), {act})
"""
_REFUSED = {
    "one_spell_a_lane": _ROW.format(person=7, valid="[2000-02-01,)", act=1),
    "names what is not there": _ROW.format(person=_PERSONS + 1, valid="[2030-02-01,)", act=1),
    "a row names": _ROW.format(person=7, valid="[2030-02-01,)", act=2),
    "only added": "UPDATE records_spell SET reason = '999' WHERE id = 9",
    "Cannot delete": "DELETE FROM records_spell WHERE id = 9",
}


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A cluster whose database is as the release before left it."""
    with tempfile.TemporaryDirectory(prefix="shebao-released-") as folder:
        data = Path(folder) / "data"
        Path(folder).chmod(0o755)
        made = Cluster(data / "database")
        made.start()
        address = load({"SHEBAO_DATA": str(data)}).owner
        assert address is not None
        filled = subprocess.run(
            [tools(made.directory) / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-h", address.host, "-U", OWNER, DATABASE],
            input=lzma.decompress(_RELEASED.read_bytes()),
            env={**os.environ, "PGPASSWORD": address.password},
            capture_output=True,
            check=False,
        )
        assert filled.returncode == 0, filled.stderr
        yield made
        made.destroy()


def _call(cluster: Cluster, module: str, *arguments: str) -> str:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("SHEBAO_", "DATABASE_URL"))}
    environment = {
        **kept,
        "SHEBAO_DATA": str(cluster.directory.parent),
        "DJANGO_SETTINGS_MODULE": "shebao.server.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    command = [sys.executable, "-m", module, *arguments]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def test_a_database_of_the_release_before_becomes_one_of_this(cluster: Cluster) -> None:
    with cluster.connect(SUPERUSER, DATABASE) as connection:
        (before,) = connection.execute("SELECT key FROM otp_totp_totpdevice").fetchone() or ("",)
        decisions = connection.execute("SELECT count(*) FROM decisions_decision WHERE actor = 'guanli'").fetchone()
    assert before == _KEY
    _call(cluster, "shebao", "migrate")
    shown = _call(
        cluster, "shebao.server.manage", "shell", "--no-imports", "-c", _SHOW.replace("KEY", _KEY)
    ).splitlines()
    assert shown == [f"15 15 {decisions[0] if decisions else 0}", "totp ''", "1"]
    assert "完整：" in _call(cluster, "shebao", "log", "verify")
    with cluster.connect(SUPERUSER, DATABASE) as connection:
        dumped = connection.execute("SELECT string_agg(t::text, '') FROM people_phone t").fetchone()
        assert _KEY not in str(dumped)
        signed = connection.execute(
            "SELECT signature <> '' FROM decisions_seal ORDER BY number DESC LIMIT 1"
        ).fetchone()
        assert signed == (True,)
        may = connection.execute(f"SELECT has_table_privilege('{APPLICATION}', 'access_look', 'UPDATE')").fetchone()
        assert may == (False,)

    filled = _full_record(cluster)
    _call(cluster, "shebao", "migrate")
    _stands(cluster, filled)


def _full_record(cluster: Cluster) -> tuple[object, ...] | None:
    """The record as its first release had it, with people in it; what it holds."""
    _call(cluster, "shebao.server.manage", "migrate", "records", "0002_staging", "--verbosity", "0")
    with cluster.connect(SUPERUSER, DATABASE) as connection:
        connection.execute(_RECORD)
        found: tuple[object, ...] | None = connection.execute(_CONTENT).fetchone()
    assert found is not None
    assert found[0] == _SPELLS
    return found


def _stands(cluster: Cluster, filled: tuple[object, ...] | None) -> None:
    """The same rows, and what the database refused before it refuses now."""
    with cluster.connect(SUPERUSER, DATABASE) as connection:
        assert connection.execute(_CONTENT).fetchone() == filled
        for told, statement in _REFUSED.items():
            with pytest.raises(psycopg.Error, match=told), connection.transaction():
                connection.execute(statement)
