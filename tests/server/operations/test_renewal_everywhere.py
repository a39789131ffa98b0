"""Whatever app keeps people's data encrypted, its values go under a new key while the server runs, also when the run is killed."""

from __future__ import annotations

import pytest

from server.operations.cases.matrix import OBJECTS
from server.operations.conftest import NUMBER, registered
from server.operations.suspicions.made import PLAIN, one, taken
from shebao.server.operations.cases.models import Case
from shebao.server.operations.records.models import Fact
from shebao.server.operations.suspicions.models import Clear
from shebao.server.platform.drafts.models import Draft
from shebao.server.platform.secrets import renewal, ring
from shebao.server.platform.secrets.fields import holds
from shebao.server.platform.secrets.models import VALUES

pytestmark = pytest.mark.django_db
_KEPT = {"records_fact.secret", "cases_case.form", "suspicions_clear.content", "drafts_draft.content"}


class _Killed(BaseException):
    """The process is gone."""


def _texts() -> dict[tuple[str, object], str]:
    """Every encrypted value of the database in clear."""
    return {
        (field.place, row.pk): getattr(row, field.attname).open()
        for field in renewal.secret_fields()
        for row in field.model._base_manager.filter(**{f"{field.name}__isnull": False})
    }


def test_values_of_every_app_are_renewed_though_the_run_is_killed(tree, member, monkeypatch) -> None:
    clerk = member("governance_clerk", tree.unit)
    key = registered({"name": "甲某", "identity_number": NUMBER, "telephone": "13900139000"})
    case = Case.objects.get(number=OBJECTS["case"](tree.unit)["number"])
    taken(tree.unit, [(PLAIN, "1")])
    Clear.objects.create(suspicion=one(PLAIN, "1"), content="原文")
    Draft.objects.create(person=clerk, form="/x/", address="/x/", content='{"a": "b"}')
    before, number, writes = _texts(), ring.renew(VALUES), iter(range(99))
    assert {place for place, _key in before} >= _KEPT
    write = renewal._write

    def killed(field, changes) -> None:
        if next(writes) == 2:
            raise _Killed
        write(field, changes)

    monkeypatch.setattr(renewal, "_write", killed)
    with pytest.raises(_Killed):
        renewal.renew_values(batch=1)
    assert _texts() == before, "between two keys everything is read"
    done = renewal.renew_values(batch=1)
    assert done.unreadable == []
    assert {name for each in renewal.holdings() for name in each.by_key} == {str(number)}
    assert _texts() == before
    assert Fact.objects.get(holds(Fact, "secret", NUMBER)).subject_id == key
    assert Case.objects.get(pk=case.pk).state == "withdrawn", "what has ended is renewed too, and stays as it ended"
