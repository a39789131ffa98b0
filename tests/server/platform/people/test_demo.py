"""The demo's people: one sign-in a role, loaded once however often it is asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from shebao.server.accountability.unit_years.declares import EDIT_UNIT_YEAR, REVIEW
from shebao.server.platform.organisations.models import Organisation
from shebao.server.platform.people import demo, roles
from shebao.server.platform.people.models import Membership, User

OF_THE_SAMPLE = {"cashier", "account_clerk"}

pytestmark = pytest.mark.django_db


def test_each_role_can_sign_in_with_what_is_printed() -> None:
    demo.load()
    shipped = {role.label for key, role in roles.roles().items() if key not in OF_THE_SAMPLE}
    assert {role for _name, _password, role, _at in demo.sign_ins()} >= shipped
    for username, password, _role, _at in demo.sign_ins():
        assert Client().post("/signin/", {"username": username, "password": password}).status_code == 302


def test_loading_again_changes_nothing() -> None:
    demo.load()
    counts = [model.objects.count() for model in (Organisation, User, Membership)]
    demo.load()
    assert [model.objects.count() for model in (Organisation, User, Membership)] == counts


def test_the_finance_reviewer_sees_every_example_and_a_preparer_one() -> None:
    demo.load()
    names = {demo.CITY_CENTRE, demo.DISTRICT_BUREAU, demo.FINANCE_BUREAU}
    seen = demo.user("caizheng").organisations(REVIEW).values_list("name", flat=True)
    assert names <= set(seen)
    assert list(demo.user("jingban").organisations(EDIT_UNIT_YEAR)) == [demo.organisation(demo.CITY_CENTRE)]


def test_never_in_production(settings) -> None:
    settings.CONFIGURATION = replace(settings.CONFIGURATION, production=True)
    with pytest.raises(RuntimeError, match="演示数据"):
        demo.load()
