"""Who sees a unit-year, who may change it, and that what is out of scope does not exist."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from shebao.server.accountability.unit_years import urls
from shebao.server.accountability.unit_years.models import Closing, EntryLine, PerformanceForm, UnitYear
from shebao.server.accountability.unit_years.states import State
from shebao.server.platform.people.models import User

pytestmark = pytest.mark.django_db
GENERAL = ("index", "new")
OWN_OBJECTS = ("import", "rejects", "map", "confirm", "document", "remove_document", "action")


def addresses(unit_year: UnitYear) -> Iterator[tuple[str, str]]:
    line = EntryLine.objects.filter(unit_year=unit_year).first()
    form = PerformanceForm.objects.filter(unit_year=unit_year).first()
    known = {"pk": unit_year.pk, "name": "entries", "line_id": line.pk, "form_id": form.pk, "kind": "xlsx"}
    for pattern in urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        if pattern.name in GENERAL or pattern.name in OWN_OBJECTS:
            continue
        wanted = pattern.pattern.converters
        yield str(pattern.name), reverse(f"unit_years:{pattern.name}", kwargs={name: known[name] for name in wanted})


def test_every_address_of_a_unit_year_is_404_for_people_of_other_organisations(
    unit_year: UnitYear, tree: object, member: Callable[..., User], sign_in: Callable[[User], Client]
) -> None:
    stranger = sign_in(member("preparer", tree.other_unit))  # type: ignore[attr-defined]
    for name, address in addresses(unit_year):
        answers = {stranger.get(address).status_code, stranger.post(address).status_code}
        assert answers <= {404, 405}, name


def test_nobody_is_let_in_without_signing_in(unit_year: UnitYear, client: Client) -> None:
    for name, address in addresses(unit_year):
        response = client.get(address)
        assert response.status_code == 302, name
        assert "/signin/" in response["Location"], name


@pytest.mark.parametrize("role", ["auditor", "unit_head", "department_reviewer", "finance_reviewer"])
def test_readers_see_every_page_and_change_nothing(
    role: str, unit_year: UnitYear, tree: object, member: Callable[..., User], sign_in: Callable[[User], Client]
) -> None:
    reader = sign_in(member(role, tree.city))  # type: ignore[attr-defined]
    before = (unit_year.revision, unit_year.version, EntryLine.objects.count())
    allowed = {"recompute", "score"}
    for name, address in addresses(unit_year):
        response = reader.get(address)
        assert response.status_code in ((404,) if name == "cell" else (200, 302, 403, 405)), name
        if name not in allowed:
            posted = reader.post(address, {"version": "1", "名称": "x"})
            assert posted.status_code in (302, 403, 404, 405), name
    unit_year.refresh_from_db()
    assert (unit_year.revision, unit_year.version, EntryLine.objects.count()) == before


def test_an_administrator_has_no_access_to_content(
    unit_year: UnitYear, tree: object, member: Callable[..., User], sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(member("administrator", tree.city))  # type: ignore[attr-defined]
    assert client.get(reverse("unit_years:overview", args=[unit_year.pk])).status_code == 403


@pytest.mark.parametrize("state", [State.SUBMITTED, State.ACCEPTED, State.APPROVED, State.PUBLISHED])
def test_nothing_is_changed_once_submitted(state: State, unit_year: UnitYear, preparing: Client) -> None:
    UnitYear.objects.filter(pk=unit_year.pk).update(state=state)
    line = EntryLine.objects.filter(unit_year=unit_year).first()
    form = PerformanceForm.objects.filter(unit_year=unit_year).first()
    posts = [
        ("add", ["entries"], {}), ("line", ["entries", line.pk], {"version": line.version}), ("remove", ["entries", line.pk], {"version": line.version}),
        ("upload", ["entries"], {}), ("paste", ["entries"], {"text": "a\tb"}), ("form", [form.pk], {"version": form.version, "名称": "x"}),
        ("new_form", [], {"kind": "project", "name": "x"}), ("words", [], {"version": unit_year.version}), ("annex", [], {"version": unit_year.version}),
        ("settings", [], {"version": unit_year.version}),
    ]  # fmt: skip
    for name, more, data in posts:
        response = preparing.post(reverse(f"unit_years:{name}", args=[unit_year.pk, *more]), data)
        assert response.status_code == 302, name
    revision = unit_year.revision
    unit_year.refresh_from_db()
    assert unit_year.revision == revision
    assert EntryLine.objects.get(pk=line.pk).amount == line.amount


def test_the_list_shows_only_ones_own_and_stays_at_few_queries(
    unit_year: UnitYear, tree: object, preparing: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    UnitYear.objects.create(organisation=tree.other_unit, fiscal_year=2023)  # type: ignore[attr-defined]
    for year in range(2010, 2022):
        UnitYear.objects.create(organisation=tree.unit, fiscal_year=year)  # type: ignore[attr-defined]
    with django_assert_max_num_queries(10):  # type: ignore[attr-defined]
        text = preparing.get(reverse("unit_years:index")).content.decode()
    assert text.count('<th scope="row">') == 13
    assert tree.other_unit.name not in text  # type: ignore[attr-defined]


def test_the_list_tells_errors_warnings_and_what_was_not_computed(unit_year: UnitYear, preparing: Client) -> None:
    Closing.objects.update_or_create(unit_year=unit_year, defaults={"revision": 1, "errors": 41, "warnings": 53})
    text = preparing.get(reverse("unit_years:index")).content.decode()
    assert "错误 41" in text
    assert "警告 53" in text
    Closing.objects.filter(unit_year=unit_year).delete()
    assert "还没有计算" in preparing.get(reverse("unit_years:index")).content.decode()


@pytest.mark.parametrize("name", ["overview", "tables", "findings", "history", "monitoring", "words", "performance"])
def test_pages_need_few_queries(
    name: str, unit_year: UnitYear, preparing: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    address = reverse(f"unit_years:{name}", args=[unit_year.pk])
    preparing.get(address)
    with django_assert_max_num_queries(24):  # type: ignore[attr-defined]
        assert preparing.get(address).status_code == 200
