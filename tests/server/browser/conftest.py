"""A real browser against the live server: skipped where no Chromium is installed; console errors fail the test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from shebao.server.platform.people.models import User

_CHROMIUM = Path(os.environ.get("BROWSER_CHROMIUM", "/usr/bin/chromium"))
_PICTURES = os.environ.get("BROWSER_PICTURES", "")
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
_PATIENCE = 60_000
_KNOWN_NOISE = "Failed to load resource"

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The installed Chromium."""
    if not _CHROMIUM.exists():
        pytest.skip(f"no Chromium at {_CHROMIUM} (apt-get install chromium, or set BROWSER_CHROMIUM)")
    expect.set_options(timeout=_PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(_CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Browser, live_server: LiveServer) -> Iterator[Open]:
    """`opened(address, size=PHONE, user=…, scripts=False)`: a page of a browser of its own, signed in as the user.

    What the console calls an error (a broken policy, a script that fails) fails the test.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(
        address: str, *, size: dict[str, int] | None = None, user: User | None = None, scripts: bool = True
    ) -> Page:
        context = chromium.new_context(
            viewport=size or DESKTOP, locale="zh-CN", java_script_enabled=scripts, reduced_motion="reduce"
        )
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(_PATIENCE)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if _is_complaint(message) else None)
        page.goto(live_server.url + address)
        return page

    yield open_page
    for context in contexts:
        for page in context.pages:
            with suppress(Error):  # what a page still asks for is answered before the database is emptied
                page.wait_for_load_state("networkidle", timeout=3_000)
        context.close()
    assert complaints == []


def _is_complaint(message: Any) -> bool:
    return message.type == "error" and not message.text.startswith(_KNOWN_NOISE)


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """`accessible(page)` fails with what axe-core finds wrong, of any impact but minor."""

    def check(page: Page) -> None:
        found = Axe().run(page).response["violations"]
        wrong = [
            f"{violation['id']}: {node['html'][:160]}"
            for violation in found
            if violation["impact"] in {"moderate", "serious", "critical"}
            for node in violation["nodes"][:3]
        ]
        assert wrong == []

    return check


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """`picture(page, name)` keeps a picture where BROWSER_PICTURES says so (documentation, or a look by eye)."""

    def take(page: Page, name: str, *, whole: bool = False) -> None:
        if _PICTURES:
            Path(_PICTURES).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(_PICTURES) / f"{name}.png", full_page=whole)

    return take
