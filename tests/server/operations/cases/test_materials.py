"""Materials at acceptance: checked off, scanned and encrypted, promised and checked afterwards; several services at once."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from server.operations.cases.made import NUMBER, SEEN, TEXTS, TODAY, at, handled, seen
from server.operations.conftest import Counter
from shebao.operations.casework.machine import Move
from shebao.server.operations.cases.doing import Begun, Refused, keep, move, start
from shebao.server.operations.cases.models import Application, Case, Promise, Restoring, Scan
from shebao.server.operations.cases.reading import cases_of, scans_of
from shebao.server.operations.cases.scanning import LARGEST, Damaged, open_scan
from shebao.server.operations.intake.doing import Joint
from shebao.server.operations.intake.doing import start_together as together
from shebao.server.operations.supervision.doing import check_promise, restore
from shebao.server.operations.supervision.waiting import waiting
from shebao.server.platform.access.models import Look, Restriction
from shebao.server.platform.files.store import content_path
from shebao.services.listing import Catalogue, catalogue
from shebao.services.model import Material, Service
from shebao.services.needed import Held, How
from shebao.services.promises import promisable

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 " + NUMBER.encode()
CERTIFICATE = next(iter(promisable()))


def upload(data: bytes = PDF, name: str = "身份证-甲某.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def with_scan(counter: Counter, service: Service, *uploads: SimpleUploadedFile) -> Case:
    begun = Begun(scans=tuple((2, each) for each in uploads))
    return start(counter.clerk, service, counter.office, counter.employer, TEXTS, at(10), begun=begun)


def test_what_is_missing_is_told_at_once_and_nothing_is_accepted(counter: Counter, service: Service) -> None:
    begun = Begun(held=(Held(1, How.SHARED),))
    with pytest.raises(Refused) as refused:
        start(counter.clerk, service, counter.office, counter.employer, TEXTS, begun=begun)
    assert [one.input for one in refused.value.refusals] == ["material:1", "material:2"]
    assert Case.objects.count() == 0
    handed = keep(counter.clerk, service, counter.office, counter.employer, TEXTS, hand_in=True)
    with pytest.raises(Refused, match="缺少职工参保登记表"):
        move(counter.clerk, handed, Move.ACCEPT, seen(handed))
    instead = seen(handed) | SEEN | {"material:1": "instead", "instead:1": "人员名册"}
    accepted = move(counter.clerk, handed, Move.ACCEPT, instead)
    assert [(one.how, one.instead) for one in accepted.materials.all()] == [("instead", "人员名册"), ("original", "")]


def test_a_scan_is_encrypted_at_rest_and_every_look_at_it_is_logged(
    counter: Counter,
    service: Service,
    sign_in,
    data_directory: Path,
) -> None:
    case = with_scan(counter, service, upload())
    scan = Scan.objects.get()
    assert open_scan(scan) == PDF
    for path in data_directory.rglob("*"):
        assert not path.is_file() or NUMBER.encode() not in path.read_bytes()
    looks = Look.objects.count()
    answer = sign_in(counter.reviewer).get(f"{case.get_absolute_url()}scans/{scan.pk}/")
    assert (answer.content, answer.headers["Content-Type"]) == (PDF, "application/pdf")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert Look.objects.count() == looks + 1
    assert sign_in(counter.other).get(f"{case.get_absolute_url()}scans/{scan.pk}/").status_code == 404
    assert sign_in(counter.reviewer).get(f"{case.get_absolute_url()}scans/x/").status_code == 404
    Restriction.objects.create(
        subject=f"records.subject:{case.person}", organisation=counter.office, tier="protected", reason="受保护人员",
        set_by=counter.reviewer,
    )  # fmt: skip
    assert sign_in(counter.reviewer).get(f"{case.get_absolute_url()}scans/{scan.pk}/").status_code == 403


def test_a_scan_that_was_changed_or_moved_does_not_open(counter: Counter, service: Service) -> None:
    with_scan(counter, service, upload(), upload(PDF + b"2"))
    first, second = Scan.objects.order_by("size")
    first.file = second.file
    with pytest.raises(Damaged):
        open_scan(first)
    path = content_path(second.file)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(Damaged):
        open_scan(second)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ([upload(b"MZ\x90program")], "不是 PDF"),
        ([upload(b"")], "不是 PDF"),
        ([upload(PDF + b"0" * LARGEST)], "超过"),
        ([upload(PDF + str(n).encode()) for n in range(21)], "最多存"),
    ],
)
def test_a_scan_that_is_not_taken_takes_the_case_back_too(
    counter: Counter,
    service: Service,
    sent: list[SimpleUploadedFile],
    told: str,
) -> None:
    with pytest.raises(Refused, match=told):
        with_scan(counter, service, *sent)
    assert (Case.objects.count(), Scan.objects.count()) == (0, 0)


def promising(monkeypatch: pytest.MonkeyPatch) -> Service:
    return handled(monkeypatch, "two_eyes", materials=(Material(CERTIFICATE),))


def test_a_promise_is_checked_by_another_person_and_a_broken_one_is_the_last(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, member, tree
) -> None:
    offered = promising(monkeypatch)
    begun = Begun(held=(Held(1, How.PROMISED),))
    case = start(counter.clerk, offered, counter.office, counter.employer, TEXTS, at(10), begun=begun)
    promise = Promise.objects.get()
    assert (promise.person, promise.due_on > date(2026, 3, 10)) == (case.person, True)
    assert "核查承诺" in [work.task for work in waiting(counter.reviewer, TODAY.date()).mine]
    with pytest.raises(Refused, match="怎样核查"):
        check_promise(counter.reviewer, promise, False, " ")
    with pytest.raises(Refused, match="不能核查"):
        check_promise(counter.clerk, promise, True, "自己说的")
    with pytest.raises(DatabaseError), transaction.atomic():
        Promise.objects.update(kept=True, checked_by=counter.clerk, checked_at=TODAY)
    check_promise(counter.reviewer, promise, False, "与停保记录不符")
    with pytest.raises(Refused, match="已经核查过"):
        check_promise(counter.reviewer, promise, True, "改")
    move(counter.reviewer, case, Move.REFUSE, seen(case, "承诺不实"), at(11))
    with pytest.raises(Refused, match="信用修复"):
        start(counter.clerk, offered, counter.office, counter.employer, TEXTS, at(12), begun=begun)
    with pytest.raises(Refused, match="不能为"):
        restore(counter.reviewer, promise, "已补缴")
    supervisor = member("case_supervisor", tree.unit, "supervisor")
    with pytest.raises(Refused, match="依据"):
        restore(supervisor, promise, " ")
    with pytest.raises(DatabaseError), transaction.atomic():
        Restoring.objects.create(promise=promise, by=counter.reviewer, at=TODAY, ground="自己核查的")
    restore(supervisor, promise, "已更正申报并书面说明", at(12))
    with pytest.raises(Refused, match="已经修复过"):
        restore(supervisor, promise, "再")
    assert start(counter.clerk, offered, counter.office, counter.employer, TEXTS, at(12), begun=begun).state == "review"


def matter(monkeypatch: pytest.MonkeyPatch) -> Joint:
    """Two services of one matter that can both be accepted for a joiner."""
    shipped = catalogue()
    first = shipped.versions["SI-REG-005"][-1]
    second = replace(first, code="SI-REG-905", name="另一个事项", materials=(first.materials[1],))
    changed = Catalogue({**shipped.versions, second.code: (second,)})
    for module in ("cases.models.case", "cases.reading", "intake.together"):
        monkeypatch.setattr(f"shebao.server.operations.{module}.catalogue", lambda: changed)
    return Joint("员工录用一件事", (first, second))


def test_several_services_have_one_receipt_one_set_of_materials_and_clocks_of_their_own(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    joint = matter(monkeypatch)
    held = {material.name: Held(0, How.ORIGINAL) for material in joint.materials}
    card = joint.services[1].materials[0].name
    codes = [one.code for one in joint.services]
    application = together(
        counter.clerk, joint, codes, counter.office, counter.employer, TEXTS, held, [(card, upload())], at(10)
    )
    first, second = cases_of(application)
    assert first.person == second.person
    assert [scan.pk for scan in scans_of(first)] == [scan.pk for scan in scans_of(second)]
    assert Scan.objects.count() == 1
    move(counter.reviewer, first, Move.RETURN, seen(first, "等一下"), at(10) + timedelta(hours=1))
    second.refresh_from_db()
    assert second.state == "review"


def test_a_matter_is_accepted_on_one_page_and_its_receipt_is_verified(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, sign_in, client
) -> None:
    joint = matter(monkeypatch)
    clerk = sign_in(counter.clerk)
    address = f"/counter/together/{joint.name}/"
    assert joint.name in clerk.get("/counter/together/").content.decode()
    form = clerk.get(address).content.decode()
    assert joint.services[1].name in form
    ticked = set(re.findall(r'name="wanted" value="([^"]+)" checked', form))
    assert {"SI-REG-005", "SI-REG-905", "SI-LAB-011"} <= ticked
    assert "SI-CON-001" not in ticked, "who is registered for the first time does not go on"
    wanted = {"employer": str(counter.employer), "wanted": [one.code for one in joint.services]}
    refused = clerk.post(address, TEXTS | wanted).content.decode()
    assert "都没有受理" in refused
    assert "checked" not in clerk.post(address, {**TEXTS, **wanted, "wanted": []}).content.decode()
    held = {f"material:{number}": "1" for number in range(1, 40)}
    assert clerk.post(address, TEXTS | wanted | held).status_code == 302
    application = Application.objects.get()
    page = clerk.get(f"/counter/applications/{application.number}/").content.decode()
    assert all(case.number in page for case in cases_of(application))
    receipt = clerk.get(f"/papers/applications/{application.number}/")
    assert receipt.content.startswith(b"%PDF-")
    assert application.number in client.get(f"/receipts/{application.code}/").content.decode()
    assert sign_in(counter.other).get(f"/counter/applications/{application.number}/").status_code == 404


def test_of_several_services_all_are_accepted_or_none(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    joint = matter(monkeypatch)
    codes = [one.code for one in joint.services]
    with pytest.raises(Refused) as refused:
        together(counter.clerk, joint, codes, counter.office, counter.employer, TEXTS, {}, (), at(10))
    assert {one.message.partition("：")[0] for one in refused.value.refusals} == {one.name for one in joint.services}
    with pytest.raises(Refused, match="至少选两个"):
        together(counter.clerk, joint, codes[:1], counter.office, counter.employer, TEXTS, {}, (), at(10))
    assert (Case.objects.count(), Application.objects.count()) == (0, 0)
