"""What the reader of a section remembers from one phrase to the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from shebao.reading.running_text import PlainText
from shebao.reading.statements.lead import Lead
from shebao.reading.statements.positions import Awaiting, Mode, Outside, Subject
from shebao.reading.statements.subject_paths import SubjectNames
from shebao.reading.statements.tokens import Base, Kind, Token
from shebao.reading.statements.words import class_names
from shebao.report.measures import measure_named, measures
from shebao.report.provenance import Figure, Source
from shebao.report.quantities import Quantities
from shebao.report.statements import Aspect, Change, Claim, Fact, Parts

BUDGETS = (Aspect.INITIAL_BUDGET, Aspect.ADJUSTED_BUDGET, Aspect.BUDGET)
_ITEM_MEASURES = {
    "general": "general",
    "basic": "general",
    "expenditure": "expenditure_total",
    "totals": "expenditure_total",
    "appropriation": "appropriation_expenditure",
    "fund": "fund_expenditure",
    "state_capital": "state_capital_expenditure",
}
_MARKS = ("", ",", "，", "。", ";", "、")
_DEFAULT_SUBJECTS = {"running_costs": "running_costs", "three_public": "three_public", "procurement": "procurement"}


@dataclass(slots=True)
class State:
    """The section so far and the position in its current paragraph."""

    topic: str
    kind: str
    fiscal_year: int | None
    facts: list[Fact] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    unassigned: list[Figure] = field(default_factory=list)
    quantities: list[Quantities] = field(default_factory=list)
    class_name: str = ""
    budget: bool = False
    names: SubjectNames | None = None
    list_whole: Fact | None = None
    list_parts: list[Fact] = field(default_factory=list)

    text: PlainText | None = None
    subject: Subject | None = None
    main: Subject | None = None
    whole: Fact | None = None
    last: Fact | None = None
    change: Change | None = None
    change_starts: dict[Change, int] = field(default_factory=dict)
    base: Base | None = None
    base_start: int | None = None
    mode: Mode = Mode.FIGURES
    starts: dict[Fact, int] = field(default_factory=dict)
    ends: dict[Fact, int] = field(default_factory=dict)
    parts: list[Fact] = field(default_factory=list)
    silent: bool = False
    among: bool = False
    among_subject: Subject | None = None
    awaiting: Awaiting | None = None
    pending: Aspect | None = None
    both: bool = False
    sharing: Fact | None = None
    mentioned: bool = False
    at_start: bool = True
    brackets: list[Outside] = field(default_factory=list)

    @property
    def depth(self) -> int:
        """How many brackets are open."""
        return len(self.brackets)

    def open_bracket(self) -> None:
        """What stands in brackets is said by the way: the sentence goes on behind them as it stood before."""
        self.brackets.append(Outside(self.subject, self.whole, self.last, self.parts, self.among, self.mode))
        self.parts = []

    def close_bracket(self) -> None:
        """Return to what the sentence was about; a list that began inside ends here."""
        if not self.brackets:
            return
        outside = self.brackets.pop()
        if self.whole is outside.whole:
            self.parts = []
        self.close_list()
        self.subject, self.whole, self.last = outside.subject, outside.whole, outside.last
        self.parts, self.among = outside.parts, outside.among
        if self.mode is Mode.LIST:
            self.mode = outside.mode

    def begin_paragraph(self, text: PlainText, is_listed: bool) -> None:
        """Forget what does not outlive a paragraph; a list that the one before announced goes on in numbered ones."""
        default = _DEFAULT_SUBJECTS.get(self.topic)
        self.text = text
        self.main = None
        self.starts, self.ends = {}, {}
        self.change_starts = {}
        self.brackets = []
        self.begin_sentence()
        if not is_listed:
            self.announce_list(None)
        self.subject = Subject(default) if default else None
        self.whole = self.list_whole

    def begin_sentence(self) -> None:
        """Forget what does not outlive a full stop."""
        self.close_list()
        self.mode = Mode.FIGURES
        self.whole = self.base = self.base_start = self.last = self.change = self.among_subject = None
        self.awaiting = self.pending = self.sharing = None
        self.both = False
        self.silent = self.among = self.mentioned = False
        self.at_start = True
        if self.main is not None:
            self.subject = self.main

    def begin_clause(self) -> None:
        """Forget what does not outlive a semicolon."""
        if self.mode is not Mode.USE:
            self.mode = Mode.FIGURES
        self.change = self.base_start = self.awaiting = self.pending = None
        self.silent = False

    def leave_list(self, subject: Subject) -> None:
        """End the list where `subject` is not a part of its whole."""
        whole = self.whole
        if whole is None or subject.measure == whole.measure:
            return
        spec = measures()[subject.measure]
        if spec.parent != whole.measure and whole.measure not in spec.within:
            self.open_list(None)

    def open_list(self, whole: Fact | None) -> None:
        """What follows are parts of `whole`."""
        self.close_list()
        self.whole = whole

    def close_list(self) -> None:
        """Claim that the parts collected make up their whole; those of a list over several paragraphs wait for its end."""
        parts, self.parts = self.parts, []
        whole = self.whole
        if whole is None or not parts:
            return
        if whole is self.list_whole:
            self.list_parts += parts
        elif any(part.measure == whole.measure for part in parts):
            self._claim_parts(whole, parts, self.source(*self._span([whole, *parts])))

    def announce_list(self, whole: Fact | None) -> None:
        """The numbered paragraphs that follow are parts of `whole`; what was announced before is complete."""
        parts, self.list_parts = self.list_parts, []
        if self.list_whole is not None and any(part.measure == self.list_whole.measure for part in parts):
            self._claim_parts(self.list_whole, parts, parts[-1].source)
        self.list_whole = whole

    def _claim_parts(self, whole: Fact, parts: list[Fact], source: Source) -> None:
        complete = all(len(part.item) == len(whole.item) + 1 and part.item[-1] in class_names() for part in parts)
        self.claims.append(Parts(whole, tuple(parts), complete, source))

    def _span(self, facts: list[Fact]) -> tuple[int, int]:
        """From the first to the last of the facts that stand in this paragraph."""
        here = [fact for fact in facts if fact in self.starts]
        return min(self.starts[fact] for fact in here), max(self.ends[fact] for fact in here)

    def ends_clause(self, token: Token) -> bool:
        """Whether a mark follows the token."""
        assert self.text is not None
        return self.text.text[token.end : token.end + 1] in _MARKS

    def source(self, start: int, end: int) -> Source:
        """The passage's words between two positions of the plain text."""
        assert self.text is not None
        return self.text.source(start, end)

    def about(self, subject: Subject) -> None:
        """The sentence speaks of `subject`; a classification item that begins a sentence is what the rest is about."""
        self.subject = subject
        if self.main is None or (self.at_start and len(subject.item) > 1 and subject.start is not None):
            self.main = subject

    def named(self, lead: Lead) -> Subject | None:
        """What a phrase names, or what the sentence is about where it names nothing."""
        if lead.subject is None:
            return self.subject
        subject = self.resolve(lead.subject)
        if subject is None:
            self.subject = None
        return subject

    def resolve(self, token: Token) -> Subject | None:
        """What a name or a path means here; None where it could mean several things."""
        if token.kind is Kind.ITEM:
            return self._resolve_item(token)
        under = tuple(
            dict.fromkeys(subject.measure for subject in (self.whole, self.subject, self.main) if subject is not None)
        )
        measure = measure_named(token.text, self.topic, under)
        if measure is None:
            return None
        item = self.main.item if self.main else ()
        return Subject(measure.id, item, token.start)

    def resolve_whole(self, token: Token) -> Subject | None:
        """What a name after 占 means: never the part of the item that the paragraph is about."""
        under = tuple(subject.measure for subject in (self.whole, self.main) if subject is not None)
        measure = measure_named(token.text, self.topic, under)
        return Subject(measure.id, (), token.start) if measure else None

    def _resolve_item(self, token: Token) -> Subject | None:
        path = self._full_path(token)
        if path is None:
            return None
        for candidate in (self.whole.measure if self.whole else "", self.main.measure if self.main else ""):
            if candidate and measures()[candidate].items:
                return Subject(candidate, path, token.start)
        measure = _ITEM_MEASURES.get(self.topic)
        return Subject(measure, path, token.start) if measure else None

    def _full_path(self, token: Token) -> tuple[str, ...] | None:
        """The path with the class that stands above it, where it begins with a category; None where none is known."""
        path = token.value
        assert isinstance(path, tuple)
        if path[0]:
            self.class_name = path[0]
            return path
        return (self.class_name, *path[1:]) if self.class_name else None

    def find(self, subject: Subject, aspects: Iterable[Aspect]) -> Fact | None:
        """The latest fact about `subject` in this section with one of the aspects, the first aspect going first."""
        for aspect in aspects:
            for fact in reversed(self.facts):
                if fact.measure == subject.measure and fact.item == subject.item and fact.aspect is aspect:
                    return fact
        return None

    def find_same(self, subject: Subject, aspects: Iterable[Aspect]) -> Fact | None:
        """The latest fact about `subject`, or else about what is the same amount under another name."""
        found = self.find(subject, aspects)
        if found is not None or subject.item:
            return found
        equal = (m.id for m in measures().values() if subject.measure in m.equals)
        return next((fact for name in equal if (fact := self.find(Subject(name), aspects))), None)

    def budgets(self, subject: Subject) -> Iterator[Fact]:
        """The budgets of `subject` that the current paragraph gives."""
        return (
            fact
            for fact in self.starts
            if fact.aspect in BUDGETS and fact.measure == subject.measure and fact.item == subject.item
        )

    def is_other_budget(self, base: Base) -> bool:
        """Whether a comparison is with the budget of another year, of which the report says nothing."""
        return base.aspect in BUDGETS and (base.is_prior_budget or base.year not in {None, self.fiscal_year})

    def note_change(self, change: Change, start: int) -> None:
        """Claim a comparison whose words begin at `start`."""
        self.change_starts[change] = start
        self.claims.append(change)

    def add_fact(self, subject: Subject, aspect: Aspect, token: Token, lead: Lead) -> Fact:
        """Remember that the figure is the subject's; a figure of an earlier year is its prior value."""
        figure = token.value
        assert isinstance(figure, Figure)
        year = lead.year or self.fiscal_year
        if aspect is Aspect.ACTUAL and lead.year and self.fiscal_year and lead.year < self.fiscal_year:
            aspect = Aspect.PRIOR
        start = lead.start if lead.start is not None else token.start
        if subject.item and subject.start is not None and subject.start < start:
            start = subject.start
        start = min(start, token.start)  # its name may stand behind it
        clause = self.source(start, token.end)
        fact = Fact(subject.measure, aspect, figure, year, self.kind, subject.item, clause)
        self.facts.append(fact)
        self.starts[fact], self.ends[fact] = start, token.end
        self.last = fact
        self.mentioned = False
        return fact
