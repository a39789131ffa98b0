"""A new unit-year: settings, subjects and the closing of last year's where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from shebao.server.accountability.unit_years.changes import changing
from shebao.server.accountability.unit_years.content import PLACES
from shebao.server.accountability.unit_years.models import Closing, UnitYear
from shebao.server.accountability.unit_years.stored import PRIOR_ANNEX
from shebao.server.platform.organisations.models import Organisation

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User

_CARRIED_WORDS = ("duties", "organisation", "terms")


@transaction.atomic
def start(organisation: Organisation, fiscal_year: int, person: User) -> UnitYear:
    """The new unit-year of the organisation. Duties and organisation are usually the same as last year: they are taken over."""
    before = UnitYear.objects.filter(organisation=organisation, fiscal_year=fiscal_year - 1).first()
    made = UnitYear.objects.create(
        organisation=organisation,
        fiscal_year=fiscal_year,
        settings=before.settings if before else first_settings(organisation),
        extra_subjects=before.extra_subjects if before else "",
        words={key: before.words[key] for key in _CARRIED_WORDS if key in before.words} if before else {},
        prior=prior_of(organisation, fiscal_year),
        edited_by=person,
    )
    changing(made.pk, person)
    return made


def prior_of(organisation: Organisation, fiscal_year: int) -> dict[str, Any] | None:
    """The closing of the year before with its annex, None where it was not closed here."""
    found = (
        Closing.objects.filter(
            unit_year__organisation=organisation, unit_year__fiscal_year=fiscal_year - 1, closed=True
        )
        .select_related("unit_year")
        .first()
    )
    return {**found.document, PRIOR_ANNEX: found.unit_year.annex} if found else None


def first_settings(organisation: Organisation) -> dict[str, Any]:
    """The settings of an organisation's first year."""
    kind = "department" if organisation.kind == Organisation.Kind.DEPARTMENT else "unit"
    parent = organisation.parent.name if organisation.parent else ""
    place = next((code for name, code in PLACES.items() if code and name in organisation.place), "")
    return {"unit": {"name": organisation.name, "kind": kind, "place": place, "parent": parent}}
