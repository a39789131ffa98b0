"""Keys that a test renews are gone with it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shebao.server.platform.secrets import ring


@pytest.fixture(autouse=True)
def _own_keys(db: None) -> Iterator[None]:
    ring.forget()
    yield
    ring.forget()
