"""A service and what belongs to it: frozen values as the files declare them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from shebao.fields.field import Field
from shebao.services.flows import Flow


@dataclass(frozen=True, slots=True)
class Span:
    """How long something may take: 0 is on the spot. `kind` is workdays or calendar."""

    n: int
    kind: str


@dataclass(frozen=True, slots=True)
class ServiceLimit:
    """The limit that the law sets and the one that the agency promises, with the source and how sure it is."""

    statutory: Span | None = None
    promised: Span | None = None
    source: str = ""
    confidence: str = ""

    @property
    def binding(self) -> Span | None:
        """The one that the clock of a case runs by: what is promised, else what the law says."""
        return self.promised or self.statutory


@dataclass(frozen=True, slots=True)
class Material:
    """A document that the applicant brings, or one of `instead`; `shared` is fetched from another authority where that
    works; `when` says in which case it is needed ('' always)."""

    name: str
    instead: tuple[str, ...] = ()
    shared: bool = False
    when: str = ""


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a service's form; `prefill` names what the record gives it."""

    field: Field
    prefill: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """One version of a service, in force since `since`. What has no `effect` is listed and cannot be started yet; `not_yet`
    says why."""

    code: str
    name: str
    group: str
    since: date
    subject: str
    applicants: tuple[str, ...]
    channels: tuple[str, ...]
    basis: tuple[str, ...]
    limit: ServiceLimit
    decider: str
    level: str
    risk: str
    flow: Flow
    source: str
    confidence: str
    materials: tuple[Material, ...] = ()
    form: Mapping[str, FormField] = field(default_factory=dict)
    effect: str = ""
    not_yet: str = ""
    joint: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    official_code: str = ""
    digest: str = ""

    @property
    def available(self) -> bool:
        """Whether it can be started here; else it says 尚未开办 wherever it is shown."""
        return bool(self.effect)

    @property
    def version(self) -> str:
        """The version that a case stays on."""
        return self.since.isoformat()
