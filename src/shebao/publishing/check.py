"""Revision: an edited document is read back, and each figure that no longer agrees with the accounts is listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from shebao.composing.documents import render
from shebao.composing.manuscript import Manuscript
from shebao.money import Number
from shebao.publishing.agreement import cell_words, cells
from shebao.publishing.folder import read_material
from shebao.publishing.own_words import with_own_words
from shebao.reading.document import UnreadableFile
from shebao.reading.report import read_file
from shebao.report import Report
from shebao.report.measures import measures
from shebao.report.provenance import NOWHERE, Figure, Place, Source
from shebao.report.statements import Aspect, Change, Claim, Completion, Direction, Fact, Listing, Share
from shebao.report.tables import table_specs

_DIRECTIONS = {Direction.UP: "增加", Direction.DOWN: "减少", Direction.LEVEL: "持平"}
_ASPECTS = {
    Aspect.ACTUAL: "决算数",
    Aspect.BUDGET: "预算数",
    Aspect.INITIAL_BUDGET: "年初预算",
    Aspect.ADJUSTED_BUDGET: "全年预算",
    Aspect.ADDITION: "追加数",
    Aspect.PRIOR: "上年数",
    Aspect.COUNT: "数量",
}


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A figure of the edited document: the heading or table it stands under, its place, what it is of, what stands
    there, what the accounts say, and the words around it.

    `stands` is '' where the figure is no longer there, `accounts` '' where the accounts have none.
    """

    where: str
    place: Place
    what: str
    stands: str
    accounts: str
    quote: str = ""

    @property
    def message(self) -> str:
        """One sentence."""
        accounts = f"账套算得“{self.accounts}”" if self.accounts else "账套里没有这个数"
        stands = f"文中写“{self.stands}”" if self.stands else "文中没有这个数了"
        return f"{self.what}：{stands}，{accounts}"


def check(document: Path, folder: Path, prior: Path | None = None) -> tuple[Discrepancy, ...]:
    """Every figure of an edited report that disagrees with the accounts of the folder, in reading order.

    Sentences that were added are welcome as long as their figures agree. Raises UnreadableFile for the document,
    ImportRejected and DataError for the folder.
    """
    read = read_file(document).report
    if not cells(read) and not read.facts and not read.claims:
        raise UnreadableFile("没有读到决算表和情况说明中的数字；请确认是不是修改后的决算公开报告。", document.name)
    return tuple(compared(read, as_read(with_own_words(read_material(folder, prior), draft=True))))


def as_read(manuscript: Manuscript) -> Report:
    """What a reader reads in a composed report, so that both sides of the comparison are read alike."""
    return read_file(render(manuscript, "html"), "report.html").report


def compared(read: Report, composed: Report) -> Iterator[Discrepancy]:
    """The discrepancies between a report that was read and the composed one; what is no longer there comes last. Of a
    workbook, which holds no narrative, only the tables are compared."""
    found = [*_tables(read, composed)]
    if read.facts or read.claims:
        found += [*_statements(read, composed), *_others(read, composed)]
    yield from sorted(found, key=lambda d: (not d.stands, d.place.page or 0, d.place.line or 0))


def _tables(read: Report, composed: Report) -> Iterator[Discrepancy]:
    found, wanted = cells(read), cells(composed)
    for ref in dict.fromkeys((*found, *wanted)):
        stands, accounts = found.get(ref), wanted.get(ref)
        if (stands.value if stands else Decimal(0)) != (accounts.value if accounts else Decimal(0)):
            place = stands.source.place if stands else NOWHERE
            title = f"《{table_specs()[ref.table].title}》"
            yield Discrepancy(title, place, cell_words(ref, composed), _text(stands), _text(accounts))


def _text(figure: Figure | None) -> str:
    return f"{figure.text}{figure.unit}" if figure is not None else ""


def _others(read: Report, composed: Report) -> Iterator[Discrepancy]:
    """Figures that are part of no statement (得分99分): those that changed, paired with what they were, unit by unit."""
    found = Counter((figure.value, figure.unit) for figure in read.unassigned)
    wanted = Counter((figure.value, figure.unit) for figure in composed.unassigned)
    gone: dict[str, list[Figure]] = {}
    for figure in composed.unassigned:
        if found[figure.value, figure.unit] < wanted[figure.value, figure.unit]:
            found[figure.value, figure.unit] += 1
            gone.setdefault(figure.unit, []).append(figure)
    for figure in read.unassigned:
        if not wanted[figure.value, figure.unit] and (missing := gone.get(figure.unit)):
            place = figure.source.place
            yield Discrepancy(_heading(read, place), place, "文中的数", _text(figure), _text(missing.pop(0)))
    for figure in (figure for missing in gone.values() for figure in missing):
        where = _heading(composed, figure.source.place)
        yield Discrepancy(where, NOWHERE, "文中的数", "", _text(figure))


def _heading(report: Report, place: Place) -> str:
    """The last heading before a place."""
    at = (place.page or 0, place.line or 0)
    headings = [s.heading for s in report.walk() if (s.heading.place.page or 0, s.heading.place.line or 0) <= at]
    return headings[-1].quote if headings else ""


@dataclass(frozen=True, slots=True)
class _Said:
    """Something that a sentence says: `subject` what it speaks of, `value` what it says of it, `shown` as printed."""

    subject: Hashable
    value: Hashable
    shown: str
    what: str
    source: Source
    section: str
    fact: Fact | None = None
    number: Number | None = None


def _statements(read: Report, composed: Report) -> Iterator[Discrepancy]:
    found, wanted = list(_said(read)), list(_said(composed))
    left = _unmet(found, wanted)
    known = {said.subject for said in wanted}
    anywhere = _anywhere(wanted, composed)
    headings = {section.kind: section.heading.quote for section in composed.walk() if section.kind}
    for said in _unmatched(found, wanted):
        accounts = ""
        if missing := left.get(said.subject, []):
            accounts = missing.pop(0).shown
        elif said.subject in known:
            accounts = _shown(w.shown for w in wanted if w.subject == said.subject)
        elif said.fact is not None and not any(_agrees(said, v) for v, _ in anywhere.get(_wider(said.fact), ())):
            accounts = _shown(shown for _, shown in anywhere.get(_wider(said.fact), ()))
        if accounts:
            where = headings.get(said.section, "")
            yield Discrepancy(where, said.source.place, said.what, said.shown, accounts, said.source.quote)
    for said in (said for missing in left.values() for said in missing):
        yield Discrepancy(headings.get(said.section, ""), NOWHERE, said.what, "", said.shown, said.source.quote)


def _shown(texts: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(texts))


def _unmatched(found: list[_Said], wanted: list[_Said]) -> Iterator[_Said]:
    """What the document says and the accounts do not, or not so often that it could be the same sentence again."""
    values = Counter((said.subject, said.value) for said in wanted)
    for said in found:
        if not values[said.subject, said.value]:
            yield said


def _unmet(found: list[_Said], wanted: list[_Said]) -> dict[Hashable, list[_Said]]:
    """By subject what the accounts say and the document does not."""
    values = Counter((said.subject, said.value) for said in found)
    left: dict[Hashable, list[_Said]] = {}
    for said in wanted:
        if values[said.subject, said.value]:
            values[said.subject, said.value] -= 1
        else:
            left.setdefault(said.subject, []).append(said)
    return left


def _wider(fact: Fact) -> Hashable:
    return (fact.measure, fact.aspect, fact.year, fact.item)


def _anywhere(wanted: list[_Said], composed: Report) -> Mapping[Hashable, list[tuple[Decimal, str]]]:
    """What the accounts say of a measure in any section and in the cells of the tables, for sentences that were added."""
    found: dict[Hashable, list[tuple[Decimal, str]]] = {}
    for said in wanted:
        if said.fact is not None:
            found.setdefault(_wider(said.fact), []).append((said.fact.figure.value, said.shown))
    printed = cells(composed)
    for measure in measures().values():
        for aspect, refs in measure.cells.items():
            figure = next((printed[ref] for ref in refs if ref in printed), None)
            subject = (measure.id, aspect, composed.identity.fiscal_year, ())
            if figure is not None and not measure.varies and subject not in found:
                found[subject] = [(figure.value, f"{figure.text}{composed.identity.money_unit}")]
    return found


def _agrees(said: _Said, value: Decimal) -> bool:
    """Whether a figure of an added sentence, perhaps printed with fewer decimals, can be that value."""
    return said.number is not None and said.number.interval.contains(value)


def _said(report: Report) -> Iterator[_Said]:
    """What the narrative says, each with its subject, in reading order of facts and then of claims."""
    for fact in report.facts:
        yield _fact(fact)
    for claim in report.claims:
        yield from _claim(claim)


def _name(measure: str, item: tuple[str, ...]) -> str:
    known = measures().get(measure)
    return "·".join((known.title if known else measure, *item))


def _fact(fact: Fact) -> _Said:
    subject = ("fact", fact.measure, fact.aspect, fact.year, fact.item, fact.section)
    what = f"{_name(fact.measure, fact.item)}{_ASPECTS[fact.aspect]}"
    value = (fact.figure.value, fact.figure.unit)
    return _Said(subject, value, _text(fact.figure), what, fact.source, fact.section, fact, fact.figure.number)


def _claim(claim: Claim) -> Iterator[_Said]:
    match claim:
        case Share():
            part = claim.part
            what = f"{_name(part.measure, part.item)}所占比重"
            share = ("share", part.measure, part.item, claim.whole_measure, part.section)
            yield _Said(share, claim.rate.value, _text(claim.rate), what, claim.source, part.section)
        case Completion():
            actual = claim.actual
            what = f"{_name(actual.measure, actual.item)}完成{_ASPECTS[claim.named]}的比例"
            completed = ("completion", actual.measure, actual.item, claim.named, actual.section)
            yield _Said(completed, claim.rate.value, _text(claim.rate), what, claim.source, actual.section)
        case Change():
            yield from _change(claim)
        case Listing() if claim.count is not None:
            what = f"{_name(claim.measure, ())}项数"
            listed = ("listing", claim.measure, claim.section)
            yield _Said(listed, claim.count.value, _text(claim.count), what, claim.source, claim.section)


def _change(claim: Change) -> Iterator[_Said]:
    subject = (claim.measure, claim.item, claim.base_aspect, claim.base_year, claim.section)
    name = f"{_name(claim.measure, claim.item)}与{_ASPECTS[claim.base_aspect]}相比"
    for what, direction, figure in (
        ("差额", claim.direction, claim.difference),
        ("幅度", claim.rate_direction, claim.rate),
    ):
        if figure is not None or (what == "差额" and direction is not None):
            shown = f"{_DIRECTIONS.get(direction, '') if direction else ''}{_text(figure)}"
            value = (direction, figure.value if figure else None)
            yield _Said((what, *subject), value, shown, f"{name}的{what}", claim.source, claim.section)
