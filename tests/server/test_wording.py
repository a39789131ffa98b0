"""What people read is Chinese: no state, field, parameter or file of the program is named on a page, whoever looks at it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from server.access import PUBLIC, SIGNED_IN, tables
from shebao.server.accountability.publications.importing import import_published
from shebao.server.accountability.unit_years import folder, recompute
from shebao.server.platform.people import roles
from shebao.server.platform.people.models import User

pytestmark = pytest.mark.django_db
EXAMPLES = Path(__file__).parents[2] / "examples"
VIEWS, OBJECTS, _OPEN = tables()
_ABOUT_NAMES = {"api:docs", "api:schema", "monitoring:metrics", "portal:robots", "portal:data"}
_LEAVING = {"people:sign_out", "people:signout"}
_MOST_OF_A_VIEW = 1
_NAMES = {
    *(
        "shebao",
        "Apache",
        "PDF",
        "Word",
        "Excel",
        "XLSX",
        "XLS",
        "CSV",
        "JSON",
        "HTML",
        "DOCX",
        "TXT",
        "ZIP",
        "SARIF",
        "SHA",
    ),
    *("API", "OpenAPI", "Atom", "App", "FIDO", "TOTP", "USB", "NFC", "MAD", "Iglewicz", "Hoaglin", "JPEG"),
    *("Ctrl", "Shift", "Enter", "Esc", "Delete", "Tab"),
    *("Chrome", "Firefox", "Edge", "Safari", "Linux", "Windows", "Android", "iPhone", "macOS"),
}
_HIDDEN = re.compile(r"(?s)<(script|style|code|kbd|head)\b.*?</\1>|<[^>]*>")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.]*[A-Za-z0-9]")
_OWN = re.compile(
    r"\bA{8,}\b|\brun:[\w:\-]+|\.(?:xlsx|csv|jsonl)\b|SI-[A-Z]{3}-\d{3}|\S+@\S+|https?://\S+|[\w\-.]+\.(?:pdf|docx|xlsx|txt|gov\.cn)\b|[0-9a-f]{6,}(?:-[0-9a-f]{4,})*"
)


def words_of(page: str, usernames: set[str]) -> set[str]:
    """The Latin words of a page that are no name of a format, product or person, and no number."""
    text = unescape(_HIDDEN.sub(" ", page))
    for name in usernames:
        text = text.replace(name, " ")
    found = _WORD.findall(_OWN.sub(" ", text))
    return {word for word in found if len(word) > 2 and word not in _NAMES and not re.fullmatch(r"[A-Z]+\d+", word)}


def crawled(client: Client, starts: list[str]) -> Iterator[tuple[str, HttpResponse]]:
    """The pages that links lead to from `starts`, of each view the first few; with the name of the view."""
    waiting, seen, of_view = list(starts), set(starts), dict[str, int]()
    while waiting:
        address = waiting.pop(0)
        try:
            name = resolve(address.split("?")[0]).view_name
        except Resolver404:
            continue
        of_view[name] = of_view.get(name, 0) + 1
        if name in _LEAVING or of_view[name] > _MOST_OF_A_VIEW:
            continue
        response = client.get(address)
        if response.status_code != 200 or not response.get("Content-Type", "").startswith("text/html"):
            continue
        yield name, response
        for link in re.findall(r'(?:href|hx-get)="([^"#]+)', response.content.decode()):
            target = urljoin(address, unescape(link))
            if target.startswith("/") and target not in seen:
                seen.add(target)
                waiting.append(target)


@pytest.fixture
def site(tree, member: Callable[..., User]) -> None:
    """A city with a computed year, a published report and a person of each role."""
    year = folder.load(EXAMPLES / "accounts" / "city-centre-2023", tree.unit)
    recompute.run(year.pk)
    import_published(EXAMPLES / "sample-report.pdf", tree.sibling, None)
    for role in roles.roles():
        member(role, tree.city)


def starts(role: str, tree) -> list[str]:
    """Every page of the role that is about no one object or whose object the tests can make."""
    permitted = roles.roles()[role].permissions
    able = [name for name, view in VIEWS.items() if view.access in (*permitted, SIGNED_IN, PUBLIC) and view.whole]
    made = {name: OBJECTS[VIEWS[name].about](tree.unit) if VIEWS[name].about else {} for name in able}
    return ["/", "/calculator/", *filter(None, (_address(name, made[name]) for name in able if name not in _LEAVING))]


def _address(name: str, arguments: Mapping[str, Any]) -> str:
    """The address of a view; '' where it is about something that only a page can lead to."""
    try:
        return reverse(name, kwargs=arguments)
    except NoReverseMatch:
        return ""


def test_no_page_names_the_program_s_own_words(tree, site: None, sign_in: Callable[[User], Client]) -> None:
    found: dict[str, set[str]] = {}
    visited: set[str] = set()
    for role in roles.roles():
        client = sign_in(User.objects.get(username=f"{role}-{tree.city.pk}"))
        for name, response in crawled(client, starts(role, tree)):
            visited.add(name)
            if name not in _ABOUT_NAMES:
                usernames = set(User.objects.values_list("username", flat=True))
                for word in words_of(response.content.decode(), usernames):
                    found.setdefault(word, set()).add(name)
    assert {"unit_years:history", "portal:report", "calculator:topic", "review:course", "jobs:jobs"} - visited <= {
        "jobs:jobs"
    }
    assert not found, "；".join(f"{word}: {sorted(pages)}" for word, pages in sorted(found.items()))


def test_words_of_the_program_are_seen() -> None:
    page = "<p title='draft'>状态 draft，见 accounts.yaml 和 contribution.base_floor；PDF、甲-unit.pdf <code>abc</code></p>"
    assert words_of(page, {"jingban"}) == {"draft", "accounts.yaml", "contribution.base_floor"}
