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
class Need:
    """A condition of an entry, as its file says it. `kind` is what is asked, `names` the registers, fields or line that it is about:

    `holds` and `lacks` a register (one of `among`, where some are named; with `same` in the entry's own slot), `enrolled` in a
    line on the day of a field, `not_enrolled` so, `past` days that have come, `order` of two days, `longest` from one to the
    other, `within` so many `days` after the day of a field, `age` of at least so many years, `working_age` until retirement,
    `retired` from a line (its spell has ended with retirement), `retires` in a month of a field that is `early` or `late` (`among`)
    within the flexible years,
    `steps` of a register (`among` as "new<old", nothing after < where there was none). `told` says what to do; an `exception` is looked at by the second person.
    """

    kind: str
    names: tuple[str, ...]
    among: tuple[str, ...] = ()
    days: int = 0
    same: bool = False
    told: str = ""
    exception: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """What a service enters in the record without a rule of its own: every field of its form that is a register, and `fixed`
    values, from the day of the field `since` ('' the day of the decision) until that of `until` ('' until something changes), or for
    so many `months`,
    told apart from other entries by the text of the field `slot`. The registers of `ends` end with it. `paper` is the title of
    the document that it gives; `prints` are fields that stand on it and nowhere else, `shows` registers. `employer` says whether one is asked for, `life` whether it is
    about who is `alive`, `dead` or `any`."""

    slot: str = ""
    since: str = ""
    until: str = ""
    months: int = 0
    fixed: Mapping[str, str] = field(default_factory=dict)
    ends: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    paper: str = ""
    prints: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    employer: str = ""
    life: str = "alive"


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
    enters: Entry | None = None
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
    def gives_paper(self) -> bool:
        """Whether a document can be printed when it is done."""
        return self.group == "queries" or (self.enters is not None and bool(self.enters.paper))

    @property
    def version(self) -> str:
        """The version that a case stays on."""
        return self.since.isoformat()
