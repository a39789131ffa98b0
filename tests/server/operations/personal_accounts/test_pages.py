"""A year is closed by two people and as it was reviewed; a person's account is drawn, explained and printed."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from server.operations.collection.made import PENSION, billed, receipt, received
from server.operations.contributions.made import PLACE
from shebao.server.operations.personal_accounts import tasks
from shebao.server.operations.personal_accounts.models import AccountRun, AccountYear
from shebao.server.operations.personal_accounts.reading import open_year, paid_months
from shebao.server.operations.personal_accounts.running import RunRefused, decide, propose
from shebao.server.operations.personal_accounts.waiting import waiting
from shebao.server.operations.records.models import Spell
from shebao.server.platform.jobs.background import Run
from shebao.server.platform.jobs.models import Job

pytestmark = pytest.mark.django_db
LINE = "pension_employee"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, settings):
    settings.DATA = tmp_path


@pytest.fixture
def payer(member, tree):
    return billed(member, tree)


@pytest.fixture
def collector(member, tree):
    return member("collection_clerk", tree.unit, "collects")


@pytest.fixture
def maker(member, tree):
    return member("crediting_clerk", tree.unit, "keeps")


@pytest.fixture
def checker(member, tree):
    return member("crediting_reviewer", tree.unit, "checks")


def worked(run: AccountRun) -> AccountRun:
    """The run after the background work that waits for it."""
    for job in Job.objects.filter(kind="personal_accounts.close"):
        arguments, key = job.arguments, job.pk
        job.delete()
        tasks.close(Run(key), **arguments)
    return AccountRun.objects.get(pk=run.pk)


def test_a_year_is_written_by_two_as_it_was_reviewed(payer, collector, maker, checker, tree) -> None:
    received(tree.unit, collector, receipt(payer, PENSION))
    run = worked(propose(maker, tree.unit, LINE, PLACE, 2025))
    assert (run.state, run.accounts, run.credited, AccountYear.objects.count()) == ("review", 1, 64_000, 0)
    with pytest.raises(RunRefused, match="别人复核"):
        decide(maker, run, agreed=True)
    with pytest.raises(RunRefused, match="正在办理"):
        propose(maker, tree.unit, LINE, PLACE, 2025)
    assert [work.subject for work in waiting(checker, timezone.localdate()).mine] == [str(run)]
    done = worked(decide(checker, run, agreed=True))
    assert (done.state, done.checker, AccountYear.objects.get().credited) == ("done", checker, 64_000)


def test_what_changed_after_the_review_is_reviewed_again(payer, collector, maker, checker, tree) -> None:
    run = worked(propose(maker, tree.unit, LINE, PLACE, 2025))
    approved = decide(checker, run, agreed=True)
    received(tree.unit, collector, receipt(payer, PENSION))
    again = worked(approved)
    assert (again.state, again.told, again.credited) == ("review", "试算以后有变化，请重新复核", 64_000)
    assert not AccountYear.objects.exists()
    assert decide(checker, again, agreed=False).state == "refused"


def test_an_account_is_shown_drawn_and_printed(payer, collector, maker, checker, client, tree) -> None:
    received(tree.unit, collector, receipt(payer, PENSION))
    person = Spell.objects.filter(employer=payer).values_list("person_id", flat=True).first()
    ((month, employer),) = paid_months(person, LINE, 2025)
    assert (month.base, employer) == (800_000, payer)
    assert open_year(person, LINE, PLACE, 2025).closing == 64_000
    client.force_login(maker)
    client.post(reverse("personal_accounts:propose"), {"line": LINE, "place": PLACE, "year": "2025"})
    run = worked(AccountRun.objects.get())
    client.force_login(checker)
    assert "待复核" in client.get(reverse("personal_accounts:runs")).content.decode()
    client.post(reverse("personal_accounts:decide", args=[run.pk]), {"answer": "approve"})
    worked(run)
    page = client.get(reverse("personal_accounts:account", args=[person])).content.decode()
    assert "648.00" in page
    assert "1.50%" in page
    assert "<svg" in page
    printed = client.get(reverse("personal_accounts:statement", args=[person, 2025]))
    assert (printed.status_code, printed.content[:5]) == (200, b"%PDF-")
    assert client.get(reverse("personal_accounts:statement", args=[person, 2023])).status_code == 404
