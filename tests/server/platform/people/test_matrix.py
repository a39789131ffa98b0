"""Who may call what: role × view × scope, for every address of the project.

The tests of each app say in a module `matrix` who may call its views and, where a view is about one object, what makes it. What
each role may do comes from what the apps declare. Everything else here is derived.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from server.access import PUBLIC, tables
from server.accountability.unit_years.matrix import unit_year
from shebao.server.accountability.review.machine import TRANSITIONS
from shebao.server.accountability.unit_years.declares import EDIT_UNIT_YEAR
from shebao.server.accountability.unit_years.models import UnitYear
from shebao.server.platform.declarations import collected
from shebao.server.platform.organisations.models import Organisation
from shebao.server.platform.people import roles

ROLES = roles.roles()
PERMISSIONS = frozenset(collected().permissions)
VIEWS, OBJECTS, OPEN_TO_ALL = tables()
OUT_OF_SCOPE = 404
FORBIDDEN = 403
pytestmark = pytest.mark.django_db


def _patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _patterns(entry, inner)
        else:
            yield f"{namespace}{entry.name}", entry


PATTERNS = dict(_patterns(get_resolver()))


def _call(client: Client, address: str) -> HttpResponse:
    """GET, or an empty POST where only that is answered."""
    response = client.get(address)
    return client.post(address) if response.status_code == 405 else response


def _address(name: str, organisation: Organisation | None = None) -> str:
    view = VIEWS[name]
    if view.about and organisation:
        return reverse(name, kwargs=OBJECTS[view.about](organisation))
    arguments = {key: _any_value(converter) for key, converter in PATTERNS[name].pattern.converters.items()}
    return reverse(name, kwargs=arguments)


def _any_value(converter: Any) -> Any:
    return {"IntConverter": 1, "UUIDConverter": "00000000-0000-4000-8000-000000000000"}.get(
        type(converter).__name__, "x"
    )


def _of(access: Callable[[str], bool]) -> list[str]:
    return sorted(name for name, view in VIEWS.items() if access(view.access))


PERMITTED = _of(lambda access: access in PERMISSIONS)
OBJECT_VIEWS = [name for name in PERMITTED if VIEWS[name].about]
SCOPED_VIEWS = [name for name in OBJECT_VIEWS if not VIEWS[name].agency_wide]


def test_the_table_names_every_view_and_no_other() -> None:
    """Only apps that are open to all may have views that the table lacks, and those are public."""
    lacking = {name for name in PATTERNS if name not in VIEWS and PATTERNS[name].callback.access != PUBLIC}
    assert lacking == set(), "views that the table lacks"
    unlisted = {name for name in set(PATTERNS) - set(VIEWS) if name.partition(":")[0] not in OPEN_TO_ALL}
    assert unlisted == set(), "views that anybody may call in an app that is not open to all"
    assert set(VIEWS) - set(PATTERNS) == set(), "views that are gone"


def test_each_view_declares_what_the_table_says() -> None:
    declared = {name: str(PATTERNS[name].callback.access) for name in VIEWS}
    assert declared == {name: str(view.access) for name, view in VIEWS.items()}


def test_every_view_about_an_object_of_an_organisation_is_in_the_table_with_it() -> None:
    """A view with a permission and a number in its address is about something that belongs to somebody."""
    numbered = {name for name in PERMITTED if PATTERNS[name].pattern.converters}
    assert numbered == set(OBJECT_VIEWS)


def test_strangers_are_sent_to_sign_in(client: Client) -> None:
    for name in _of(lambda access: access != PUBLIC):
        address = _address(name)
        for response in (client.get(address), client.post(address)):
            assert response.status_code == 302, name
            assert response["Location"].startswith("/signin/"), name


@pytest.mark.parametrize("role", list(ROLES))
def test_without_the_permission_it_is_forbidden_and_with_it_it_is_not(tree, member, sign_in, role: str) -> None:
    """Everything that is not about one object, and for those without the permission everything."""
    client = sign_in(member(role, tree.unit))
    for name in PERMITTED:
        may = VIEWS[name].access in ROLES[role].permissions
        if not may:
            assert client.get(_address(name, tree.unit)).status_code == FORBIDDEN, (name, "GET")
            assert client.post(_address(name, tree.sibling)).status_code == FORBIDDEN, (name, "POST")
        elif not VIEWS[name].about:
            assert _call(client, _address(name)).status_code < 400, name


@pytest.mark.parametrize(("at", "of"), [("unit", "unit"), ("bureau", "unit"), ("city", "unit")])
def test_what_is_within_the_scope_is_there(tree, member, sign_in, at: str, of: str) -> None:
    clients = {role: sign_in(member(role, getattr(tree, at))) for role in ROLES}
    for name in OBJECT_VIEWS:
        if VIEWS[name].whole:
            role = next(role for role in ROLES if VIEWS[name].access in ROLES[role].permissions)
            response = _call(clients[role], _address(name, getattr(tree, of)))
            assert response.status_code not in {FORBIDDEN, OUT_OF_SCOPE, 500}, (name, role)


@pytest.mark.parametrize("role", list(ROLES))
def test_what_is_beside_ones_unit_does_not_exist(tree, member, sign_in, role: str) -> None:
    client = sign_in(member(role, tree.unit))
    for name in SCOPED_VIEWS:
        if VIEWS[name].access in ROLES[role].permissions:
            _is_not_there(client, name, tree.sibling)


@pytest.mark.parametrize(("at", "of"), [("unit", "bureau"), ("district", "other_unit"), ("bureau", "city")])
def test_what_is_above_or_elsewhere_does_not_exist(tree, member, sign_in, at: str, of: str) -> None:
    clients = {role: sign_in(member(role, getattr(tree, at))) for role in ROLES}
    for name in SCOPED_VIEWS:
        role = next(role for role in ROLES if VIEWS[name].access in ROLES[role].permissions)
        _is_not_there(clients[role], name, getattr(tree, of))


def _is_not_there(client: Client, name: str, of: Organisation) -> None:
    address = _address(name, of)
    assert client.get(address).status_code in {OUT_OF_SCOPE, 405}, name
    assert client.post(address, {"active": "0", "by": "password"}).status_code in {OUT_OF_SCOPE, 405}, name


@pytest.mark.parametrize("role", [role for role in ROLES if EDIT_UNIT_YEAR not in ROLES[role].permissions])
def test_who_may_only_look_changes_nothing_of_a_unit_year(tree, member, sign_in, role: str) -> None:
    """Every address of the workspace takes a POST with what its forms send, and nothing is different afterwards."""
    addresses = [_address(name, tree.unit) for name in OBJECT_VIEWS if name.startswith("unit_years:")]
    client = sign_in(member(role, tree.unit))
    before = _content(unit_year(tree.unit))
    version = unit_year(tree.unit).version
    data = {"version": version, "amount": "999.99", "name": "changed", "value": "changed", "row": "{}", "text": "x"}
    for address in addresses:
        assert client.post(address, data).status_code < 500
    assert _content(unit_year(tree.unit)) == before


@pytest.mark.parametrize("action", list(TRANSITIONS))
def test_no_step_of_the_cycle_is_taken_without_its_permission(tree, member, sign_in, action: str) -> None:
    step = TRANSITIONS[action]
    made = unit_year(tree.unit)
    made.state = sorted(step.sources)[0]
    made.save()
    data = {"seen_state": made.state, "seen_revision": made.revision, "reason": "原因", "approved_on": "2025-08-15"}
    for role in ROLES:
        if step.permission not in ROLES[role].permissions:
            client = sign_in(member(role, tree.unit))
            client.post(
                reverse("review:act", kwargs={"pk": made.pk, "action": action}), {**data, "document_number": "1"}
            )
            made.refresh_from_db()
            assert made.state == sorted(step.sources)[0], role


def _content(unit_year: UnitYear) -> tuple[object, ...]:
    return (
        list(
            UnitYear.objects.filter(pk=unit_year.pk).values(
                "state", "settings", "annex", "words", "version", "revision"
            )
        ),
        list(unit_year.entrylines.values()),
        list(unit_year.performance_forms.values()),
    )


def test_an_object_that_does_not_exist_looks_like_one_that_is_out_of_scope(tree, member, sign_in) -> None:
    clients = {role: sign_in(member(role, tree.unit)) for role in ROLES}
    for name in SCOPED_VIEWS:
        role = next(role for role in ROLES if VIEWS[name].access in ROLES[role].permissions)
        _look_alike(tree, clients[role], name)


def _look_alike(tree, client: Client, name: str) -> None:
    pages = []
    arguments = OBJECTS[VIEWS[name].about or ""](tree.other_unit)
    for values in (
        arguments,
        {key: 987_654_321 if isinstance(value, int) else value for key, value in arguments.items()},
    ):
        response = _call(client, reverse(name, kwargs=values))
        assert response.status_code == OUT_OF_SCOPE
        pages.append(_without_secrets(response))
    assert pages[0] == pages[1]


def _without_secrets(response: HttpResponse) -> str:
    import re

    return re.sub(r"[A-Za-z0-9]{64}|请求编号.*?</code>", "", response.content.decode())


def test_a_form_from_another_site_is_refused(tree, member) -> None:
    """No POST without the token of this site, whoever asks."""
    clients = {role: Client(enforce_csrf_checks=True) for role in ROLES}
    for role, client in clients.items():
        client.force_login(member(role, tree.city), backend="django.contrib.auth.backends.ModelBackend")
    for name in sorted(set(VIEWS) - {"people:invitation"}):
        view = VIEWS[name]
        able = next((role for role in ROLES if view.access in ROLES[role].permissions), "preparer")
        client = Client(enforce_csrf_checks=True) if view.access == PUBLIC else clients[able]
        response = client.post(_address(name, tree.unit if view.about else None))
        assert response.status_code == FORBIDDEN, name
        assert "页面已过期" in response.content.decode(), name


@pytest.mark.parametrize("role", list(ROLES))
def test_the_menu_leads_only_where_one_may_go(tree, member, sign_in, role: str) -> None:
    import re

    client = sign_in(member(role, tree.unit))
    menu = client.get("/account/").content.decode().split("<nav")[1].split("</nav>")[0]
    for address in re.findall(r'href="([^"]+)"', menu):
        assert client.get(address).status_code != FORBIDDEN, address
