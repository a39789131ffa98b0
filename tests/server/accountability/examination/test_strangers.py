"""What visitors upload has its own queue, less time and a bound on all of it together."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from shebao.server.accountability.examination.limits import limits
from shebao.server.platform.jobs.models import Job, Lane
from shebao.server.platform.people.models import User

from .conftest import report_text, uploaded

pytestmark = pytest.mark.django_db


def test_a_visitor_waits_with_visitors_an_officer_with_officers(
    client: Client, member: Callable[..., User], sign_in: Callable[[User], Client], tree
) -> None:
    uploaded(client, [("甲.txt", report_text("甲单位", 2023))])
    uploaded(sign_in(member("preparer", tree.unit)), [("乙.txt", report_text("乙单位", 2023))])
    assert dict(Job.objects.values_list("subject", "lane")) == {"甲.txt": Lane.PUBLIC, "乙.txt": Lane.OFFICIAL}
    assert limits().visitor_audit.seconds < limits().audit.seconds


def test_all_visitors_together_have_a_bound(client: Client, settings: Settings) -> None:
    content = report_text("甲单位", 2023)
    settings.EXAMINATION = {"anonymous_bytes_kept": len(content) + 10}
    assert uploaded(client, [("甲.txt", content)]).status_code == 302
    answer = uploaded(Client(REMOTE_ADDR="203.0.113.9"), [("乙.txt", report_text("乙单位", 2023))])
    assert "占满" in answer.content.decode()
    assert Job.objects.count() == 1


def test_what_a_visitor_has_audited_takes_from_the_time_of_that_address(
    client: Client, settings: Settings, run_jobs: Callable[[], list[Job]]
) -> None:
    settings.EXAMINATION = {"anonymous_seconds_an_hour": 1}
    assert uploaded(client, [("甲.txt", report_text("甲单位", 2023))]).status_code == 302
    run_jobs()
    assert "处理时间" in uploaded(Client(), [("乙.txt", report_text("乙单位", 2023))]).content.decode()
    assert uploaded(Client(REMOTE_ADDR="203.0.113.9"), [("丙.txt", report_text("丙单位", 2023))]).status_code == 302
