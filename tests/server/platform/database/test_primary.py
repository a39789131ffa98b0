"""The database in use is the primary, or readyz says so; a timeline once seen is not gone back from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import connection

from shebao.server.platform.database import primary
from shebao.server.platform.monitoring.health import checks

pytestmark = pytest.mark.django_db


def test_the_timeline_in_use_is_noted_and_an_older_one_refused(data_directory: Path) -> None:
    assert primary.problem() == ""
    note = data_directory / "database-timelines.json"
    ((system, timeline),) = json.loads(note.read_text()).items()
    note.write_text(json.dumps({system: timeline + 1}))
    assert "原主库" in primary.problem()
    assert "原主库" in {each.name: each.problem for each in checks()}["primary"]
    note.write_text(json.dumps({"another database": timeline + 1}))
    assert primary.problem() == "", "a restored database is another one"
    assert json.loads(note.read_text()) == {"another database": timeline + 1, system: timeline}


def test_the_application_may_ask(data_directory: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, session_user")
        assert "owner" not in cursor.fetchone()[0]
    assert primary.problem() == ""
