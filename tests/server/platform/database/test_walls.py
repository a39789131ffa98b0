"""Row security: a view that forgets its scope still gives nothing of others; jobs and commands see everything."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from server.operations.suspicions.made import PLAIN, taken
from shebao.server.accountability.unit_years.models import Contribution, UnitYear
from shebao.server.operations.suspicions.models import Step, Suspicion
from shebao.server.platform.database import walls
from shebao.server.platform.people.narrowing import Narrowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def years(tree) -> dict[str, UnitYear]:
    return {
        name: UnitYear.objects.create(organisation=getattr(tree, name), fiscal_year=2025)
        for name in ("unit", "sibling", "other_unit")
    }


def seen_by(user: object, fails: bool = False) -> set[object]:
    """The organisations whose unit-years a view without any scope sees in a request of the user."""
    found: set[object] = set()

    @transaction.atomic
    def forgetful(request: object) -> HttpResponse:
        middleware.process_view(request)
        found.update(UnitYear.objects.values_list("organisation", flat=True))
        if fails:
            raise LookupError
        return HttpResponse()

    middleware = Narrowed(forgetful)
    request = RequestFactory().get("/")
    request.user = user
    if fails:
        with pytest.raises(LookupError):
            middleware(request)
    else:
        middleware(request)
    return found


@pytest.mark.parametrize("fails", [False, True])
def test_a_forgetful_view_gives_nothing_of_others(years, tree, member, fails: bool) -> None:
    from django.contrib.auth.models import AnonymousUser

    assert seen_by(member("preparer", tree.unit), fails) == {tree.unit.pk}
    assert seen_by(member("department_reviewer", tree.bureau), fails) == {tree.unit.pk, tree.sibling.pk}
    assert seen_by(member(None, tree.unit, "nobody"), fails) == set()
    assert seen_by(AnonymousUser(), fails) == set()
    assert UnitYear.objects.count() == 3


def test_what_hangs_on_a_walled_row_stands_behind_the_same_wall(years, tree, member) -> None:
    person = member("preparer", tree.unit)
    for year in years.values():
        Contribution.objects.create(unit_year=year, person=person, last_at=timezone.now())
    walls.narrow([tree.other_bureau.path])
    assert Contribution.objects.get().unit_year == years["other_unit"]
    assert not Contribution.objects.filter(unit_year__organisation=tree.unit).exists()
    walls.widen()
    assert Contribution.objects.count() == 3


def test_nothing_is_written_for_others_either(years, tree) -> None:
    walls.narrow([tree.unit.path])
    try:
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            UnitYear.objects.create(organisation=tree.sibling, fiscal_year=2024)
        assert UnitYear.objects.filter(organisation=tree.sibling).update(fiscal_year=2020) == 0
        assert UnitYear.objects.filter(pk=years["unit"].pk).update(fiscal_year=2020) == 1
    finally:
        walls.widen()


def test_no_part_of_a_path_is_taken_for_the_path(years, tree) -> None:
    """`/1/` is no beginning of `/12/`, and nothing in a path means something to the pattern."""
    for path in (tree.unit.path.rstrip("/")[:-1] + "x", "%", "_", tree.unit.path + "9/"):
        walls.narrow([path])
        assert not UnitYear.objects.exists()
    walls.widen()


def test_every_walled_table_has_its_policy_and_what_is_public_or_copied_has_none() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity")
        secured = {name for (name,) in cursor.fetchall()}
    of_the_portal = {
        model._meta.get_field(model.public_through).related_model._meta.db_table
        for model in apps.get_models()
        if getattr(model, "public_through", "")
    }
    assert secured == {model._meta.db_table for model in walls.walled()} | of_the_portal
    assert "unit_years_unityear" in secured
    assert not any(getattr(model, "public", False) for model in walls.walled())


def test_what_is_not_behind_the_wall_says_why() -> None:
    behind = walls.walled()
    own = [each for each in apps.get_models() if each.__module__.startswith("shebao.") and each._meta.managed]
    outside = {each._meta.app_label for each in own if each not in behind and not hasattr(each, "pgh_tracked_model")}
    assert outside <= set(walls.OUTSIDE), "say in walls.OUTSIDE why its tables stand outside, or give the model a wall"
    assert {"suspicions.Suspicion", "suspicions.Clear", "suspicions.Item"} <= {each._meta.label for each in behind}


def test_a_forgetful_view_gives_no_suspicions_of_others(tree, member) -> None:
    for place in (tree.unit, tree.other_unit):
        taken(place, [(PLAIN, "1")])
    walls.narrow((tree.unit.path,))
    try:
        assert set(Suspicion.objects.values_list("organisation", flat=True)) == {tree.unit.pk}
        assert set(Step.objects.values_list("suspicion__agency", flat=True)) == {tree.unit.pk}
    finally:
        walls.widen()
    assert Suspicion.objects.count() == 2
