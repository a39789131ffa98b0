"""The demo's example: an audited report with decided findings, the same when loaded twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from shebao.server.accountability.examination import demo as examination
from shebao.server.accountability.examination.models import Batch
from shebao.server.platform.people import demo as people
from shebao.server.platform.people.models import User


@pytest.mark.django_db
def test_the_auditor_finds_an_audited_report(sign_in: Callable[[User], Client]) -> None:
    people.load()
    examination.load()
    examination.load()
    batch = Batch.objects.get()
    page = sign_in(batch.owner).get(f"/audit/{batch.examinations.get().pk}/").content.decode()
    assert "已采纳" in page
    assert "口径与表不同" in page
