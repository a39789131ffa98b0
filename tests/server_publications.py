"""Published reports for the tests of the server: synthetic ones of several years, and closed examples with their books."""

from __future__ import annotations

import copy
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from shebao.accounts.closing.closing import closing_of
from shebao.accounts.importing.folder import read_folder
from shebao.composing.documents import render
from shebao.composing.manuscript import Manuscript
from shebao.publishing.folder import ReportFolder
from shebao.publishing.gate import examine
from shebao.publishing.own_words import with_own_words
from shebao.publishing.preparation import Preparation
from shebao.reading.report import read_file
from shebao.report import Report
from shebao.server.accountability.publications.content.content import Content, content_of
from shebao.server.accountability.publications.content.derivation import groups_data
from shebao.server.accountability.publications.models import Publication
from shebao.server.accountability.publications.publishing import Occasion, publish
from shebao.server.platform.organisations.models import Organisation
from synthetic.composer import consecutive
from synthetic.layouts import LAYOUTS

EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "accounts"
YEARS = (2021, 2022, 2023)


@cache
def _synthetic(seed: int, layout: str) -> tuple[tuple[str, Content], ...]:
    suffix, lay_out = LAYOUTS[layout]
    made = consecutive(seed, "wuhan", YEARS)
    return tuple(
        (composed.name, content_of(read_file(lay_out(composed), f"{composed.name}.{suffix}").report))
        for composed in made
    )


def contents(seed: int = 1, layout: str = "html") -> list[Content]:
    """The contents of one synthetic unit's reports of YEARS; each call gives copies that may be changed."""
    return [copy.deepcopy(content) for _, content in _synthetic(seed, layout)]


@cache
def _closed(name: str) -> Content:
    folder = read_folder(EXAMPLES / name)
    closing = closing_of(folder)
    return content_of(closing.report(), derivation=groups_data(folder))


def closed(name: str = "city-centre-2023") -> Content:
    """The content of a closed example with what is behind its figures."""
    return copy.deepcopy(_closed(name))


@cache
def _manuscript(name: str) -> tuple[Preparation, Manuscript]:
    preparation = Preparation(ReportFolder(EXAMPLES / name))
    return preparation, with_own_words(preparation.material, draft=True)


@cache
def read_back(name: str = "city-centre-2023") -> Report:
    """The composed report of an example as it is read from its own web page."""
    manuscript = _manuscript(name)[1]
    report = examine("report.html", "html", render(manuscript, "html"), manuscript).report
    assert report is not None
    return report


@cache
def _composed(name: str) -> Content:
    preparation, manuscript = _manuscript(name)
    report = read_back(name)
    projects = [each.form.name for each in preparation.material.forms]
    return content_of(report, None, groups_data(preparation.accounts, projects), (), manuscript)


def composed(name: str = "city-centre-2023") -> Content:
    """The content of an example whose report was composed, as the website publishes it."""
    return copy.deepcopy(_composed(name))


def organisation(
    name: str, parent: Organisation | None = None, kind: str = "unit", place: str = "武汉市"
) -> Organisation:
    """An organisation with its path."""
    made = Organisation(name=name, kind=kind, parent=parent, place=place)
    made.save()
    if not made.path:
        made.path = f"{parent.path if parent else '/'}{made.pk}/"
        made.save()
    return made


def published(owner: Organisation, year: int, content: Content, **changes: Any) -> Publication:
    """A published version on a fixed day."""
    changes.setdefault("at", datetime(year + 1, 9, 1, 1, tzinfo=UTC))
    changes.setdefault("approved_on", date(year + 1, 8, 20))
    return publish(owner, year, content, Occasion(None, **changes))
