"""What a decision about a unit-year depends on, read from the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from shebao.server.accountability.review.machine import Action, Situation
from shebao.server.accountability.review.models import Explanation, Step, Thread
from shebao.server.accountability.unit_years.declares import TAKING_PART
from shebao.server.accountability.unit_years.models import Closing, Finding, UnitYear
from shebao.server.accountability.unit_years.states import State

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from shebao.server.platform.organisations.models import Organisation
    from shebao.server.platform.people.models import User


def situation_of(unit_year: UnitYear, gate: tuple[str, ...] = ()) -> Situation:
    """The situation now; `gate` says why the composed report could not be published."""
    closing = Closing.objects.filter(unit_year=unit_year).values_list("revision", flat=True).first()
    return Situation(
        state=State(unit_year.state),
        version=unit_year.revision,
        examined_version=closing,
        errors=open_findings(unit_year, "error").count(),
        unexplained=unexplained(unit_year).count(),
        editors=editors(unit_year),
        submitter=submitter(unit_year),
        gate=gate,
        opinions=Thread.objects.filter(unit_year=unit_year, resolved_at=None).count(),
    )


def open_findings(unit_year: UnitYear, severity: str) -> QuerySet[Finding]:
    """The findings of a severity that still hold."""
    found: QuerySet[Finding] = Finding.objects.open().filter(unit_year=unit_year, severity=severity)
    return found


def unexplained(unit_year: UnitYear) -> QuerySet[Finding]:
    """The open warnings that nobody explained."""
    explained = Explanation.objects.filter(unit_year=unit_year, finding_key=OuterRef("key"))
    return open_findings(unit_year, "warning").filter(~Exists(explained))


def explained_to_the_public(unit_year: UnitYear) -> list[dict[str, str]]:
    """What looks unfinished in the accounts, each with the reason that was written for it: published with them."""
    found = Finding.objects.open().filter(unit_year=unit_year, source=Finding.Source.COMPLETENESS)
    reasons = dict(Explanation.objects.filter(unit_year=unit_year).values_list("finding_key", "text"))
    return [{"what": told(each.message), "reason": reasons.get(each.key, "")} for each in found]


def told(message: str) -> str:
    """The first sentence of a finding: what is so, without what is to be done about it."""
    return f"{message.split('。', 1)[0]}。"


def editors(unit_year: UnitYear) -> frozenset[int]:
    """Who changed the content or explained a warning since it was last published: all prepared what is to be decided."""
    published = Step.objects.filter(unit_year=unit_year, action=Action.PUBLISH).order_by("-pk").first()
    explained = Explanation.objects.filter(unit_year=unit_year)
    if published is not None:
        explained = explained.filter(at__gte=published.at)
    changed = unit_year.editors_since(published.at if published else None)
    return frozenset(changed) | frozenset(explained.values_list("person_id", flat=True))


def submitter(unit_year: UnitYear) -> int | None:
    """Who submitted last since it was last published."""
    step = Step.objects.filter(unit_year=unit_year, action__in=(Action.SUBMIT, Action.PUBLISH)).order_by("-pk").first()
    return step.person_id if step and step.action == Action.SUBMIT else None


def takes_part(person: User, organisation: Organisation) -> bool:
    """Whether a person may write comments there: everybody who prepares or decides, not who only looks on."""
    return not person.permissions_at(organisation).isdisjoint(TAKING_PART)
