"""Who may call what: role × view × scope, for every address of the project, from one table.

`VIEWS` says for each view who may call it and, where it is about one object, which of `OBJECTS` it takes. What each
role may do comes from `ROLE_PERMISSIONS`. Everything else here is derived.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from shebao.server.accountability.review.machine import TRANSITIONS
from shebao.server.accountability.unit_years.models import EntryLine, PerformanceForm, UnitYear
from shebao.server.platform.organisations.models import Organisation
from shebao.server.platform.people.models import Membership, User
from shebao.server.platform.people.permissions import ROLE_PERMISSIONS, Permission, Role

pytestmark = pytest.mark.django_db
PUBLIC, SIGNED_IN = "public", "signed_in"
OUT_OF_SCOPE = 404
FORBIDDEN = 403


@dataclass(frozen=True)
class View:
    """Who may call a view; the maker of the object that its address names (None: it is about no one object); whether that
    object is made whole, so that whoever may see it gets a page and not 404."""

    access: str
    about: str | None = None
    whole: bool = True


def _of_unit_years() -> dict[str, View]:
    """The workspace: what is read there needs the permission to view, what is written the one to edit."""
    edit, view = Permission.EDIT_UNIT_YEAR, Permission.VIEW_UNIT_YEAR
    found = {"unit_years:index": View(view), "unit_years:new": View(edit)}
    for access, about, names in (
        (view, "unit_year", "overview status recompute sheets codes tables performance words report preview findings"),
        (view, "unit_year", "documents history monitoring settings annex"),
        (edit, "unit_year", "new_form import_forms"),
        (view, "sheet", "sheet export template"),
        (edit, "sheet", "add upload paste"),
        (view, "line", "line cells_of_line"),
        (edit, "line", "remove"),
        (view, "form", "form score"),
        (edit, "form", "remove_form"),
    ):
        found |= {f"unit_years:{name}": View(access, about) for name in names.split()}
    for access, about, names in (
        (edit, "import", "import rejects map confirm"),
        (view, "document", "document"),
        (edit, "document", "remove_document"),
        (view, "kind", "download export_forms"),
        (view, "action", "action"),
        (view, "unit_year", "cell"),
    ):
        found |= {f"unit_years:{name}": View(access, about, whole=False) for name in names.split()}
    return found


VIEWS: dict[str, View] = {
    "people:signin": View(PUBLIC),
    "people:code": View(PUBLIC),
    "people:invitation": View(PUBLIC),
    "people:signout": View(SIGNED_IN),
    "people:account": View(SIGNED_IN),
    "people:password": View(SIGNED_IN),
    "people:second-factor": View(SIGNED_IN),
    "people:change-second-factor": View(SIGNED_IN),
    "people:signout-everywhere": View(SIGNED_IN),
    "people:people": View(Permission.MANAGE_PEOPLE),
    "people:create": View(Permission.MANAGE_PEOPLE),
    "people:sign-ins": View(Permission.VIEW_LOG),
    "people:person": View(Permission.MANAGE_PEOPLE, "person"),
    "people:grant": View(Permission.MANAGE_PEOPLE, "person"),
    "people:revoke": View(Permission.MANAGE_PEOPLE, "membership"),
    "people:set-active": View(Permission.MANAGE_PEOPLE, "person"),
    "people:invite": View(Permission.MANAGE_PEOPLE, "person"),
    "people:reset-second-factor": View(Permission.MANAGE_PEOPLE, "person"),
    "organisations:list": View(Permission.MANAGE_ORGANISATIONS),
    "organisations:create": View(Permission.MANAGE_ORGANISATIONS),
    "organisations:organisation": View(Permission.MANAGE_ORGANISATIONS, "organisation"),
    "organisations:move": View(Permission.MANAGE_ORGANISATIONS, "organisation"),
    "organisations:set-active": View(Permission.MANAGE_ORGANISATIONS, "organisation"),
    "decisions:list": View(Permission.VIEW_LOG),
    "decisions:check": View(Permission.VIEW_LOG),
    "desk:units": View(Permission.VIEW_DESK),
    "desk:units-csv": View(Permission.VIEW_DESK),
    "desk:years": View(Permission.VIEW_DESK),
    "desk:findings": View(Permission.VIEW_DESK),
    "desk:findings-csv": View(Permission.VIEW_DESK),
    "desk:comparison": View(Permission.VIEW_DESK),
    "desk:comparison-csv": View(Permission.VIEW_DESK),
    "desk:decide": View(Permission.REVIEW),
    "jobs:index": View(SIGNED_IN),
    "jobs:detail": View(PUBLIC),
    "jobs:progress": View(PUBLIC),
    "jobs:cancel": View(PUBLIC),
    **_of_unit_years(),
    "review:reminders": View(Permission.VIEW_UNIT_YEAR),
    "review:course": View(Permission.VIEW_UNIT_YEAR, "unit_year"),
    "review:act": View(Permission.VIEW_UNIT_YEAR, "transition", whole=False),
    "review:comment": View(Permission.VIEW_UNIT_YEAR, "unit_year", whole=False),
    "review:thread": View(Permission.VIEW_UNIT_YEAR, "thread", whole=False),
    "review:explain": View(Permission.VIEW_UNIT_YEAR, "unit_year", whole=False),
    "review:demand": View(Permission.VIEW_UNIT_YEAR, "unit_year", whole=False),
    "review:settle": View(Permission.VIEW_UNIT_YEAR, "entry", whole=False),
}
OPEN_TO_ALL = {"monitoring", "portal", "api", "examination"}


def _person(organisation: Organisation) -> dict[str, Any]:
    name = f"object-{organisation.pk}"
    user = User.objects.filter(username=name).first() or User.objects.create_user(
        name, display_name=name, organisation=organisation
    )
    return {"key": user.pk}


def _membership(organisation: Organisation) -> dict[str, Any]:
    key = _person(organisation)["key"]
    held, _made = Membership.objects.get_or_create(user_id=key, organisation=organisation, role=Role.PREPARER)
    return {"key": key, "membership": held.pk}


def _unit_year(organisation: Organisation) -> UnitYear:
    made, _new = UnitYear.objects.get_or_create(organisation=organisation, fiscal_year=2024)
    return made


def _line(organisation: Organisation) -> dict[str, Any]:
    of = _unit_year(organisation)
    line = of.entrylines.first() or EntryLine.objects.create(
        unit_year=of, position=1, amount=100, day="2024-03-01", voucher="1", line="1", kind="income", funding="general"
    )
    return {"pk": of.pk, "name": "entries", "line_id": line.pk}


def _form(organisation: Organisation) -> dict[str, Any]:
    of = _unit_year(organisation)
    form = of.performance_forms.first() or PerformanceForm.objects.create(unit_year=of, kind="project", name="项目")
    return {"pk": of.pk, "form_id": form.pk}


OBJECTS: dict[str, Callable[[Organisation], dict[str, Any]]] = {
    "unit_year": lambda organisation: {"pk": _unit_year(organisation).pk},
    "sheet": lambda organisation: {"pk": _unit_year(organisation).pk, "name": "entries"},
    "line": _line,
    "form": _form,
    "import": lambda organisation: {"pk": _unit_year(organisation).pk, "import_id": 1},
    "document": lambda organisation: {"pk": _unit_year(organisation).pk, "document_id": 1},
    "kind": lambda organisation: {"pk": _unit_year(organisation).pk, "kind": "xlsx"},
    "transition": lambda organisation: {"pk": _unit_year(organisation).pk, "action": "check"},
    "thread": lambda organisation: {"pk": _unit_year(organisation).pk, "thread": 1},
    "entry": lambda organisation: {"pk": _unit_year(organisation).pk, "entry": 1},
    "action": lambda organisation: {"pk": _unit_year(organisation).pk, "kind": "settings", "context": "x"},
    "person": _person,
    "membership": _membership,
    "organisation": lambda organisation: {"key": organisation.pk},
}


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


PERMITTED = _of(lambda access: access in set(Permission))
OBJECT_VIEWS = [name for name in PERMITTED if VIEWS[name].about]


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


@pytest.mark.parametrize("role", list(Role))
def test_without_the_permission_it_is_forbidden_and_with_it_it_is_not(tree, member, sign_in, role: Role) -> None:
    """Everything that is not about one object, and for those without the permission everything."""
    client = sign_in(member(role, tree.unit))
    for name in PERMITTED:
        may = VIEWS[name].access in ROLE_PERMISSIONS[role]
        if not may:
            assert client.get(_address(name, tree.unit)).status_code == FORBIDDEN, (name, "GET")
            assert client.post(_address(name, tree.sibling)).status_code == FORBIDDEN, (name, "POST")
        elif not VIEWS[name].about:
            assert _call(client, _address(name)).status_code < 400, name


@pytest.mark.parametrize(("at", "of"), [("unit", "unit"), ("bureau", "unit"), ("city", "unit")])
def test_what_is_within_the_scope_is_there(tree, member, sign_in, at: str, of: str) -> None:
    clients = {role: sign_in(member(role, getattr(tree, at))) for role in Role}
    for name in OBJECT_VIEWS:
        if VIEWS[name].whole:
            role = next(role for role in Role if VIEWS[name].access in ROLE_PERMISSIONS[role])
            response = _call(clients[role], _address(name, getattr(tree, of)))
            assert response.status_code not in {FORBIDDEN, OUT_OF_SCOPE, 500}, (name, role)


@pytest.mark.parametrize("role", list(Role))
def test_what_is_beside_ones_unit_does_not_exist(tree, member, sign_in, role: Role) -> None:
    client = sign_in(member(role, tree.unit))
    for name in OBJECT_VIEWS:
        if VIEWS[name].access in ROLE_PERMISSIONS[role]:
            _is_not_there(client, name, tree.sibling)


@pytest.mark.parametrize(("at", "of"), [("unit", "bureau"), ("district", "other_unit"), ("bureau", "city")])
def test_what_is_above_or_elsewhere_does_not_exist(tree, member, sign_in, at: str, of: str) -> None:
    clients = {role: sign_in(member(role, getattr(tree, at))) for role in Role}
    for name in OBJECT_VIEWS:
        role = next(role for role in Role if VIEWS[name].access in ROLE_PERMISSIONS[role])
        _is_not_there(clients[role], name, getattr(tree, of))


def _is_not_there(client: Client, name: str, of: Organisation) -> None:
    address = _address(name, of)
    assert client.get(address).status_code in {OUT_OF_SCOPE, 405}, name
    assert client.post(address, {"active": "0", "by": "password"}).status_code in {OUT_OF_SCOPE, 405}, name


@pytest.mark.parametrize("role", [role for role in Role if Permission.EDIT_UNIT_YEAR not in ROLE_PERMISSIONS[role]])
def test_who_may_only_look_changes_nothing_of_a_unit_year(tree, member, sign_in, role: Role) -> None:
    """Every address of the workspace takes a POST with what its forms send, and nothing is different afterwards."""
    addresses = [_address(name, tree.unit) for name in OBJECT_VIEWS if name.startswith("unit_years:")]
    client = sign_in(member(role, tree.unit))
    before = _content(_unit_year(tree.unit))
    version = _unit_year(tree.unit).version
    data = {"version": version, "amount": "999.99", "name": "changed", "value": "changed", "row": "{}", "text": "x"}
    for address in addresses:
        assert client.post(address, data).status_code < 500
    assert _content(_unit_year(tree.unit)) == before


@pytest.mark.parametrize("action", list(TRANSITIONS))
def test_no_step_of_the_cycle_is_taken_without_its_permission(tree, member, sign_in, action: str) -> None:
    step = TRANSITIONS[action]
    made = _unit_year(tree.unit)
    made.state = sorted(step.sources)[0]
    made.save()
    data = {"seen_state": made.state, "seen_revision": made.revision, "reason": "原因", "approved_on": "2025-08-15"}
    for role in Role:
        if step.permission not in ROLE_PERMISSIONS[role]:
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
    clients = {role: sign_in(member(role, tree.unit)) for role in Role}
    for name in OBJECT_VIEWS:
        role = next(role for role in Role if VIEWS[name].access in ROLE_PERMISSIONS[role])
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
    clients = {role: Client(enforce_csrf_checks=True) for role in Role}
    for role, client in clients.items():
        client.force_login(member(role, tree.city), backend="django.contrib.auth.backends.ModelBackend")
    for name in sorted(set(VIEWS) - {"people:invitation"}):
        view = VIEWS[name]
        able = next((role for role in Role if view.access in ROLE_PERMISSIONS[role]), Role.PREPARER)
        client = Client(enforce_csrf_checks=True) if view.access == PUBLIC else clients[able]
        response = client.post(_address(name, tree.unit if view.about else None))
        assert response.status_code == FORBIDDEN, name
        assert "页面已过期" in response.content.decode(), name


@pytest.mark.parametrize("role", list(Role))
def test_the_menu_leads_only_where_one_may_go(tree, member, sign_in, role: Role) -> None:
    import re

    client = sign_in(member(role, tree.unit))
    menu = client.get("/account/").content.decode().split("<nav")[1].split("</nav>")[0]
    for address in re.findall(r'href="([^"]+)"', menu):
        assert client.get(address).status_code != FORBIDDEN, address
