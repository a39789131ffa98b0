"""The tree: paths, scope, moving, and what may not stand where."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shebao.server.platform.organisations import tree as trees
from shebao.server.platform.organisations.models import Organisation

pytestmark = pytest.mark.django_db


def names(query) -> set[str]:
    return set(query.values_list("name", flat=True))


def test_within_is_the_organisation_and_all_below_and_nothing_beside(tree) -> None:
    assert names(Organisation.objects.within(tree.district)) == {"甲区", "甲区人社局", "甲区社保中心", "甲区就业中心"}
    assert names(Organisation.objects.within(tree.unit, tree.other_unit)) == {"甲区社保中心", "乙区社保中心"}
    assert names(Organisation.objects.within()) == set()


def test_ids_that_begin_alike_are_not_taken_for_one_another(tree) -> None:
    short = Organisation.objects.create(pk=90_001, name="短号", kind="unit", parent=tree.city)
    Organisation.objects.create(pk=900_012, name="长号", kind="unit", parent=tree.city)
    assert names(Organisation.objects.within(short)) == {"短号"}


def test_superiors_from_the_root_downwards(tree) -> None:
    assert list(Organisation.objects.above(tree.unit)) == [tree.city, tree.district, tree.bureau]
    assert tree.unit.depth == 3


def test_moving_takes_everything_below_along(tree) -> None:
    trees.move(tree.bureau, tree.other_district)
    assert names(Organisation.objects.within(tree.district)) == {"甲区"}
    moved = Organisation.objects.get(pk=tree.unit.pk)
    assert moved.path == f"/{tree.city.pk}/{tree.other_district.pk}/{tree.bureau.pk}/{tree.unit.pk}/"
    assert Organisation.objects.get(pk=tree.bureau.pk).parent == tree.other_district


def test_nothing_moves_below_itself(tree) -> None:
    department = trees.add("甲区人社局分局", "department", tree.bureau)
    with pytest.raises(ValidationError, match="在它下面"):
        trees.move(tree.bureau, department)


@pytest.mark.parametrize(
    ("kind", "superior", "message"),
    [("city", "district", "只能设部门、单位"), ("district", "bureau", "只能设"), ("unit", "unit", "不能再设任何机构")],
)
def test_a_kind_stands_only_where_it_belongs(tree, kind: str, superior: str, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        trees.add("新机构", kind, getattr(tree, superior))


def test_a_name_once_below_a_superior(tree) -> None:
    with pytest.raises(ValidationError, match="已经有"):
        trees.add(" 甲区社保中心 ", "unit", tree.bureau)
    with pytest.raises(ValidationError, match="已经有"):
        trees.add("示例市", "city", None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(name="示例市", kind="city")
    trees.add("甲区社保中心", "unit", tree.other_bureau)


def test_not_deeper_than_the_paths_can_hold(tree) -> None:
    parent = tree.bureau
    for number in range(trees.MAXIMUM_DEPTH - 3):
        parent = trees.add(f"处{number}", "department", parent)
    with pytest.raises(ValidationError, match="最多"):
        trees.add("再下一级", "department", parent)
    with pytest.raises(ValidationError, match="最多"):
        trees.move(tree.other_bureau, parent)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_after_any_moves_each_path_is_the_superiors_and_its_own_key(tree, data) -> None:
    with transaction.atomic():
        for _step in range(data.draw(st.integers(1, 5))):
            everything = list(Organisation.objects.order_by("pk"))
            moved, target = data.draw(st.sampled_from(everything)), data.draw(st.sampled_from(everything))
            try:
                with transaction.atomic():
                    trees.move(moved, target)
            except ValidationError:
                continue
        for organisation in Organisation.objects.select_related("parent"):
            above = organisation.parent.path if organisation.parent else "/"
            assert organisation.path == f"{above}{organisation.pk}/"
        transaction.set_rollback(True)
