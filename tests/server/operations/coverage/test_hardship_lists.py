"""A month's list becomes part of the record when another confirms it; who is behind a gap is on a work list."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from server.operations.coverage.made import KEYS, delivered, in_hardship, number, ran, resident
from shebao.operations.contributions.residents.tiers import HARDSHIP
from shebao.server.operations.counter.doing import ask
from shebao.server.operations.counter.doing import decide as decide_restriction
from shebao.server.operations.coverage.doing import CoverageRefused, decide, follow, receive_list
from shebao.server.operations.coverage.models import Gap, ListedRow
from shebao.server.operations.coverage.reading import measured, people
from shebao.server.operations.coverage.waiting import waiting

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 3, 10, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_march(monkeypatch: pytest.MonkeyPatch, tmp_path, settings) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    settings.EXCHANGE_KEYS = tmp_path / "keys"
    settings.EXCHANGE_KEYS.mkdir()
    for name, key in KEYS.items():
        (settings.EXCHANGE_KEYS / name).write_bytes(key)


@pytest.fixture
def clerk(member, tree):
    return member("coverage_clerk", tree.unit, "receives")


@pytest.fixture
def reviewer(member, tree):
    return member("coverage_reviewer", tree.unit, "confirms")


def counts(found) -> dict[str, tuple[int, int, int]]:
    return {each.kind: (each.reached, each.gap, each.open) for each in measured(found)}


def of(person: int):
    return people([person])[person]


def test_a_confirmed_list_states_categories_and_the_governments_payment(tree, clerk, reviewer) -> None:
    one, other = resident(11), resident(12, "乙某", enrolled=False)
    rows = [(11, "甲某", "061"), (12, "乙某", "062"), (13, "丙某", "031"), (12, "丁某", "061")]
    quarantined = receive_list(tree.unit, in_hardship(tree.unit, *rows), clerk, KEYS)
    assert (quarantined.state, quarantined.listed.count()) == ("quarantined", 0)
    found = receive_list(tree.unit, in_hardship(tree.unit, *rows[:3]), clerk, KEYS)
    assert (found.state, found.rows, found.matched) == ("review", 3, 2)
    assert counts(found) == {"insured": (1, 2, 0), "paid": (0, 1, 0)}
    assert [each.task for each in waiting(reviewer, NOW.date()).mine] == ["确认困难群体名单"]
    with pytest.raises(CoverageRefused):
        decide(clerk, found, True)
    done = ran(decide(reviewer, found, True))
    assert (done.state, done.act.by_id, done.act.checked_by_id) == ("done", clerk.pk, reviewer.pk)
    assert counts(done) == {"insured": (1, 2, 0), "paid": (1, 0, 0)}
    assert of(one).owed_for(2025).owed.policy == HARDSHIP
    assert of(other).value("resident_category", date(2025, 3, 1)) == "062"
    assert of(other).owed_for(2025) is None


def test_the_next_month_takes_out_who_left_and_leaves_who_is_in_doubt(tree, clerk, reviewer) -> None:
    stays, leaves, renamed, both = (
        resident(21 + place, name) for place, name in enumerate(("甲某", "乙某", "丙某", "丁某"))
    )
    march = [(21, "甲某", "061"), (22, "乙某", "061"), (23, "丙某", "061"), (24, "丁某", "031")]
    ran(decide(reviewer, receive_list(tree.unit, in_hardship(tree.unit, *march), clerk, KEYS), True))
    disabled = delivered(tree.unit, "severe_disabilities", "残联", [(number(24), "丁某", "202503", "021")])
    ran(decide(reviewer, receive_list(tree.unit, disabled, clerk, KEYS), True))
    assert of(both).value("resident_category", date(2025, 3, 1)) == "031", "of two categories the stronger one"
    april = in_hardship(tree.unit, (21, "甲某", "062"), (23, "另名", "061"), period="2025-04")
    ran(decide(reviewer, receive_list(tree.unit, april, clerk, KEYS), True))
    found = {
        person: of(person).value("resident_category", date(2025, 4, 1)) for person in (stays, leaves, renamed, both)
    }
    assert found == {stays: "062", leaves: "011", renamed: "061", both: "021"}
    assert of(leaves).value("resident_category", date(2025, 3, 31)) == "061"
    assert of(leaves).owed_for(2025).owed.policy == HARDSHIP, "a year that was paid stays paid"
    again = receive_list(tree.unit, in_hardship(tree.unit, (21, "甲某", "061")), clerk, KEYS)
    with pytest.raises(CoverageRefused, match="更早"):
        decide(reviewer, again, True)


def test_the_same_list_again_changes_nothing_and_a_process_that_died_goes_on(
    tree, clerk, reviewer, monkeypatch
) -> None:
    resident(31)
    came = in_hardship(tree.unit, (31, "甲某", "061"))
    found = decide(reviewer, receive_list(tree.unit, came, clerk, KEYS), True)
    with monkeypatch.context() as broken:
        broken.setattr("shebao.server.operations.coverage.doing.measure", _dies)
        with pytest.raises(RuntimeError):
            ran(found)
    from shebao.server.operations.coverage.doing import confirm

    found.refresh_from_db()
    confirm(found)
    found.refresh_from_db()
    assert (found.state, found.act is not None) == ("done", True)
    assert receive_list(tree.unit, came, clerk, KEYS).state == "repeated"


def _dies(*_arguments: object) -> int:
    raise RuntimeError("the process died")


def test_pages_name_who_is_behind_a_gap_but_nobody_restricted(tree, clerk, reviewer, member, sign_in) -> None:
    kept = resident(41, "欧阳某", enrolled=False)
    resident(42, "上官某", enrolled=False)
    client = sign_in(clerk)
    came = in_hardship(tree.unit, (41, "欧阳某", "061"), (42, "上官某", "061"), (43, "丙某", "061"))
    sent = {"header": _file(came.header), "data": _file(came.data)}
    page = client.post(reverse("coverage:receive"), sent, follow=True).content.decode()
    assert "应保尽保" in page
    (found,) = {row.list for row in ListedRow.objects.select_related("list")}
    one, two = (member("internal_control", tree.unit, name) for name in ("c1", "c2"))
    decide_restriction(two, ask(one, kept, tree.unit, "protected", "本机构工作人员的亲属"), True)
    work = f"{reverse('coverage:gaps', args=[found.pk])}?kind=insured"
    page = client.get(work).content.decode()
    assert "上**" in page
    assert "受限人员 1 人" in page
    assert not [word for word in ("欧", number(41), number(42), number(41)[-4:], str(kept), "上官") if word in page]
    row = ListedRow.objects.get(line_no=3)
    closed = ListedRow.objects.get(line_no=2)
    form = {"result": "promised", "words": "下月办", "kind": "insured"}
    assert client.post(reverse("coverage:follow", args=[row.pk]), form, follow=True).status_code == 200
    assert "下月办" in client.get(work).content.decode()
    assert client.post(reverse("coverage:follow", args=[closed.pk]), form).status_code == 404
    reviewing = sign_in(reviewer)
    reviewing.post(reverse("coverage:decide", args=[found.pk]), {"answer": "refuse"})
    found.refresh_from_db()
    assert found.state == "refused"
    with pytest.raises(CoverageRefused):
        follow(clerk, row, "guessed", "")


def _file(content: bytes):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("x", content)


def test_what_was_taken_in_stays_as_it_came(tree, clerk) -> None:
    found = receive_list(tree.unit, in_hardship(tree.unit, (51, "甲某", "061")), clerk, KEYS)
    for change in (
        lambda: found.listed.all().delete(),
        lambda: Gap.objects.update(told=""),
        lambda: type(found).objects.filter(pk=found.pk).update(rows=0),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
