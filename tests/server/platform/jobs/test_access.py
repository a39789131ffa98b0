"""Who sees jobs: their owner, and who administers the owner; nobody else learns what others work on."""

from __future__ import annotations

from typing import Any

import pytest

from shebao.server.platform.jobs.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def jobs(tree: Any, member: Any) -> dict[str, Job]:
    """A job of a person of each district, and one of nobody."""
    owners = {
        "own": member("preparer", tree.unit),
        "foreign": member("preparer", tree.other_unit),
        "nobody": None,
    }
    return {name: Job.objects.create(kind="x", subject=f"任务-{name}", owner=owner) for name, owner in owners.items()}


@pytest.mark.parametrize(
    ("place", "seen"), [("district", {"own"}), ("other_unit", {"foreign"}), ("city", {"own", "foreign", "nobody"})]
)
def test_an_administrator_sees_the_jobs_of_the_people_within_scope(
    tree: Any, member: Any, sign_in: Any, jobs: dict[str, Job], place: str, seen: set[str]
) -> None:
    client = sign_in(member("administrator", getattr(tree, place)))
    page = client.get("/jobs/").content.decode()
    assert {name for name in jobs if f"任务-{name}" in page} == seen
    owned = {name for name in jobs if name != "nobody"}
    opened = {name for name in owned if client.get(f"/jobs/{jobs[name].pk}/").status_code == 200}
    stopped = {name for name in owned if client.post(f"/jobs/{jobs[name].pk}/cancel/").status_code == 302}
    assert opened == stopped == seen & owned


def test_a_state_that_is_none_narrows_nothing(sign_in: Any, jobs: dict[str, Job]) -> None:
    page = sign_in(jobs["own"].owner).get("/jobs/?state=%00").content.decode()
    assert "任务-own" in page
    assert "任务-foreign" not in page
