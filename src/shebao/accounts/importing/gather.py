"""An account set from its parts, wherever they are kept: every part is read and every problem found before anything is used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from shebao.accounts.account_set import AccountSet
from shebao.accounts.annex import Annex
from shebao.accounts.importing.annex import annex_of
from shebao.accounts.importing.documents import Document
from shebao.accounts.importing.entries import BUDGET, ENTRIES, OPENING, PLAN, Rules, SheetKind
from shebao.accounts.importing.manifest import manifest_of
from shebao.accounts.importing.rejects import ImportRejected, rejected
from shebao.accounts.importing.rules import duplicate_rows, opening_entries
from shebao.accounts.ledger import Ledger, joined
from shebao.accounts.manifest import Manifest
from shebao.accounts.prior import Prior
from shebao.classification import Classification, ClassificationError, department_economic, functional, read_subjects
from shebao.classification.subjects import Readable
from shebao.fields.problem import Problem

Read = TypeVar("Read")
Classifications = tuple[Classification, Classification]


@dataclass(frozen=True, slots=True)
class Text:
    """A text with a name, as the reader of subjects reads it."""

    name: str
    text: str

    def read_text(self, encoding: str) -> str:
        """The text, whatever the encoding."""
        return self.text


class Source(Protocol):
    """Where the parts of an account set are kept: a folder, a database. Reading any of them may raise ImportRejected."""

    def manifest(self) -> Document:
        """Its settings."""
        ...

    def subjects(self, manifest: Manifest) -> Readable | None:
        """The subjects of its own."""
        ...

    def ledgers(self, kind: SheetKind, rules: Rules) -> Sequence[Callable[[], Ledger]]:
        """What reads each of its sheets of a kind."""
        ...

    def annex(self) -> Document | None:
        """Its annex."""
        ...

    def prior(self, fiscal_year: int) -> Prior | None:
        """The closing of the year before `fiscal_year`."""
        ...

    def no_entries(self) -> Problem:
        """How it says that there are no entries."""
        ...


def account_set(source: Source) -> AccountSet:
    """The account set of a source, all its parts valid. Raises ImportRejected with the problems of every part."""
    manifest = manifest_of(source.manifest())
    collect = _Collector()
    known = collect.read(lambda: classifications(source.subjects(manifest))) or classifications(None)
    rules = rules_of(manifest, known)

    def sheets(kind: SheetKind) -> Ledger | None:
        own = rules.of(manifest.columns.get(kind.id, {}))
        read = [collect.read(job) for job in source.ledgers(kind, own)]
        found = [ledger for ledger in read if ledger is not None]
        return joined(found) if found and len(found) == len(read) else None

    entries = sheets(ENTRIES)
    if entries is not None:
        collect.add(_repeated(entries))
    elif not collect.total:
        collect.add([source.no_entries()])
    opening, budget, plan = sheets(OPENING), sheets(BUDGET), sheets(PLAN)
    annex = collect.read(lambda: _annex(source.annex()))
    prior = collect.read(lambda: source.prior(manifest.unit.fiscal_year))
    collect.done()
    assert entries is not None
    if opening is not None:
        entries = joined([entries, opening_entries(opening)])
    return AccountSet(manifest, *known, entries, budget, plan, annex or Annex(), prior)


def rules_of(manifest: Manifest, known: Classifications) -> Rules:
    """What the rows of an account set are judged by."""
    return Rules(manifest.unit.fiscal_year, *known, units=frozenset(manifest.units))


def classifications(own: Readable | None) -> Classifications:
    """The functional and the economic classification, with the account set's own subjects. Raises ImportRejected."""
    known = functional(), department_economic()
    if own is None:
        return known
    try:
        more = read_subjects(own)
        economic = [subject for subject in more if subject.code.startswith("3")]
        return known[0].extended(s for s in more if s not in economic), known[1].extended(economic)
    except (ClassificationError, UnicodeDecodeError) as problem:
        raise ImportRejected([rejected("subjects", str(problem), file=own.name, part="subjects")]) from None


def _annex(document: Document | None) -> Annex | None:
    return annex_of(document) if document else None


class _Collector:
    def __init__(self) -> None:
        self.rejects: list[Problem] = []
        self.total = 0

    def read(self, job: Callable[[], Read]) -> Read | None:
        """What the job reads, None where it was rejected."""
        try:
            return job()
        except ImportRejected as problem:
            self.rejects.extend(problem.problems)
            self.total += problem.total
            return None

    def add(self, rejects: Iterable[Problem]) -> None:
        """More problems."""
        found = list(rejects)
        self.rejects.extend(found)
        self.total += len(found)

    def done(self) -> None:
        """Raises ImportRejected where there were any."""
        if self.total:
            raise ImportRejected(self.rejects, self.total)


def _repeated(entries: Ledger) -> list[Problem]:
    """Voucher lines that stand twice, in different files or sheets."""
    column = entries.columns
    if len(column["file"].values) < 2:
        return []
    return [
        rejected(
            "voucher_line_twice",
            f"与 {column['file'].at(first)} 第 {entries.row[first]} 行是同一凭证的同一行号",
            "请改行号或删去重复的一行",
            file=column["file"].at(again),
            row=int(entries.row[again]),
            column="凭证号",
            value=str(column["voucher"].at(again)),
            part=ENTRIES.id,
        )
        for first, again in duplicate_rows(entries)
    ]
