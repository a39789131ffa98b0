"""Nobody moves an organisation alone: whoever is above it afterwards sees everything that it has."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from shebao.server.platform.decisions.models import Decision
from shebao.server.platform.inbox.reading import waiting_of
from shebao.server.platform.organisations import relocating
from shebao.server.platform.organisations.models import Organisation, Relocation

pytestmark = pytest.mark.django_db


@pytest.fixture
def asker(tree, member):
    return member("administrator", tree.city, "asker")


@pytest.fixture
def asked(tree, asker) -> Relocation:
    return relocating.ask(asker, tree.unit, tree.other_bureau, "机构改革")


def _parent(tree) -> Organisation:
    return Organisation.objects.get(pk=tree.unit.pk).parent


def test_one_administrator_alone_gets_nowhere(tree, asker, asked) -> None:
    with pytest.raises(ValidationError, match="申请人以外"):
        relocating.confirm(asker, asked)
    assert _parent(tree) == tree.bureau
    with pytest.raises(IntegrityError), transaction.atomic():
        Relocation.objects.filter(pk=asked.pk).update(state="done", ended_by=asker)


@pytest.mark.parametrize("role", ["administrator", "agency_head"])
def test_a_second_person_moves_it_and_both_stand_in_the_log(tree, member, asker, asked, role: str) -> None:
    other = member(role, tree.city, "other")
    relocating.confirm(other, asked)
    assert _parent(tree) == tree.other_bureau
    decided = Decision.objects.get(action="organisation_moved")
    assert str(asker) in str(decided.details)
    assert decided.actor != relocating.Relocation.objects.get().asked_by.username
    with pytest.raises(ValidationError, match="已经办结"):
        relocating.confirm(other, asked)


def test_the_second_person_answers_for_both_places(tree, member, asked) -> None:
    for place in (tree.district, tree.other_district):
        with pytest.raises(ValidationError, match="另一人确认"):
            relocating.confirm(member("administrator", place, f"of-{place.pk}"), asked)
    assert _parent(tree) == tree.bureau


def test_what_changed_meanwhile_is_asked_for_again(tree, member, asker, asked) -> None:
    other = member("administrator", tree.city, "other")
    with pytest.raises(ValidationError, match="已有一项"):
        relocating.ask(asker, tree.unit, tree.other_district, "又一次")
    Organisation.objects.filter(pk=tree.unit.pk).update(parent=tree.district)
    with pytest.raises(ValidationError, match="上级已经变了"):
        relocating.confirm(other, asked)
    relocating.withdraw(asker, asked)
    assert Relocation.objects.get(pk=asked.pk).state == "withdrawn"


def test_what_cannot_be_is_refused_when_it_is_asked_for(tree, asker) -> None:
    for moved, parent, reason in (
        (tree.bureau, tree.unit, "x"),
        (tree.city, tree.district, "x"),
        (tree.unit, tree.other_unit, "x"),
        (tree.unit, tree.other_bureau, " "),
    ):
        with pytest.raises(ValidationError):
            relocating.ask(asker, moved, parent, reason)
    assert not Relocation.objects.exists()


def test_on_the_pages(tree, member, sign_in, asker) -> None:
    client, address = sign_in(asker), f"/admin/organisations/{tree.unit.pk}/"
    client.post(f"{address}move/", {"parent": tree.other_bureau.pk, "reason": "机构改革"})
    assert "待另一人确认" in client.get(address).content.decode()
    (asked,) = Relocation.objects.all()
    end = f"/admin/organisations/relocations/{asked.pk}/"
    assert "申请人以外" in client.post(end, {"do": "confirm"}, follow=True).content.decode()
    assert _parent(tree) == tree.bureau
    other = member("agency_head", tree.city, "head")
    (work,) = waiting_of(other, asked.asked_at.date()).mine
    head = sign_in(other)
    assert "机构改革" in head.get(work.address).content.decode()
    assert "一并调整" in head.post(end, {"do": "confirm"}, follow=True).content.decode()
    assert _parent(tree) == tree.other_bureau
    assert head.post(end, {"do": "confirm"}).status_code == 404
