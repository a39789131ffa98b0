"""The demo's city: people and employers of the synthetic population, who have lived through the two months before this one."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.utils import timezone

from shebao.fields.dates import month_of
from shebao.server.operations.city.agency import agency
from shebao.server.operations.city.living import Wanted, founded, live
from shebao.server.operations.records.reading import holds_anybody
from shebao.server.platform.people.demo import CITY_CENTRE, organisation

PEOPLE = 5_000
_SEED = 20260
_MONTHS = 2


def load() -> None:
    """Founds the city and lives to the end of last month, unless that was done, or the record is somebody else's."""
    folder = Path(settings.DATA) / "city"
    if founded() or (holds_anybody() and not folder.exists()):
        return
    this = month_of(timezone.localdate())
    wanted = Wanted(PEOPLE, _SEED, this.plus(-_MONTHS), this.plus(-1))
    live(folder, wanted, people=agency(organisation(CITY_CENTRE)))
