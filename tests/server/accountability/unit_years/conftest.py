"""A unit-year from an example folder, and a person of each kind who looks at it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from shebao.server.accountability.unit_years import folder, recompute
from shebao.server.accountability.unit_years.models import UnitYear
from shebao.server.platform.people.models import User

EXAMPLES = Path(__file__).parents[4] / "examples" / "accounts"
CENTRE = "city-centre-2023"


@pytest.fixture
def unit_year(tree: object) -> UnitYear:
    """The city centre's year, computed."""
    made = folder.load(EXAMPLES / CENTRE, tree.unit)  # type: ignore[attr-defined]
    recompute.run(made.pk)
    made.refresh_from_db()
    return made


@pytest.fixture
def preparer(tree: object, member: Callable[..., User]) -> User:
    """Who prepares the unit's year."""
    return member("preparer", tree.unit)  # type: ignore[attr-defined]


@pytest.fixture
def preparing(preparer: User, sign_in: Callable[[User], Client]) -> Client:
    """The preparer's browser."""
    return sign_in(preparer)
