"""An accounts folder as a whole: every file is read and every problem found before anything is used."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from shebao.accounts.annex import Annex
from shebao.accounts.importing.annex import read_annex
from shebao.accounts.importing.entries import Rules, import_budget, import_entries, import_opening, import_plan
from shebao.accounts.importing.manifest import MANIFEST, Manifest, read_manifest
from shebao.accounts.importing.prior import Prior, read_prior_closing
from shebao.accounts.importing.rejects import ImportRejected, Reject
from shebao.accounts.importing.rules import duplicate_rows, opening_entries
from shebao.accounts.ledger import Ledger, joined
from shebao.classification import Classification, ClassificationError, department_economic, functional, read_subjects

_SUFFIXES = (".csv", ".xlsx")
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Folder:
    """What an accounts folder holds. `entries` include the opening balances; budget and plan are None where not given."""

    manifest: Manifest
    functional: Classification
    economic: Classification
    entries: Ledger
    budget: Ledger | None
    plan: Ledger | None
    annex: Annex
    prior: Prior | None


def read_folder(folder: Path) -> Folder:
    """The folder's files, all of them valid. Raises ImportRejected with the problems of every file."""
    if not (folder / MANIFEST).is_file():
        advice = "用 shebao accounts template 生成一个账套文件夹"
        raise ImportRejected([Reject(str(folder), "", 0, "", "", f"没有 {MANIFEST}", advice)])
    manifest = read_manifest(folder)
    collect = _Collector()
    known = collect.read(lambda: classifications(folder, manifest)) or (functional(), department_economic())
    rules = Rules(manifest.unit.fiscal_year, *known, units=frozenset(manifest.units))

    def sheets(name: str, reader: Callable[[Path, Rules], Ledger]) -> Ledger | None:
        own = replace(rules, mapping=manifest.columns.get(name, {}))
        read = [collect.read(partial(reader, path, own)) for path in _files(folder, name)]
        found = [ledger for ledger in read if ledger is not None]
        return joined(found) if found and len(found) == len(read) else None

    entries = sheets("entries", import_entries)
    if entries is not None:
        collect.add(_repeated(entries))
    elif not collect.total:
        collect.add([Reject(str(folder), "", 0, "", "", "没有 entries.xlsx 或 entries.csv", "请填写分录表")])
    opening = sheets("opening", import_opening)
    budget = sheets("budget", import_budget)
    plan = sheets("plan", import_plan)
    annex_path, prior_path = folder / "annex.yaml", folder / "prior" / "closing.json"
    annex = collect.read(lambda: read_annex(annex_path)) if annex_path.is_file() else None
    year = manifest.unit.fiscal_year
    prior = collect.read(lambda: read_prior_closing(prior_path, year)) if prior_path.is_file() else None
    collect.done()
    assert entries is not None
    if opening is not None:
        entries = joined([entries, opening_entries(opening)])
    return Folder(manifest, *known, entries, budget, plan, annex or Annex(), prior)


class _Collector:
    def __init__(self) -> None:
        self.rejects: list[Reject] = []
        self.total = 0

    def read(self, job: Callable[[], Read]) -> Read | None:
        """What the job reads, None where it was rejected."""
        try:
            return job()
        except ImportRejected as problem:
            self.rejects.extend(problem.rejects)
            self.total += problem.total
            return None

    def add(self, rejects: Iterable[Reject]) -> None:
        """More problems."""
        found = list(rejects)
        self.rejects.extend(found)
        self.total += len(found)

    def done(self) -> None:
        """Raises ImportRejected where there were any."""
        if self.total:
            raise ImportRejected(self.rejects, self.total)


def classifications(folder: Path, manifest: Manifest) -> tuple[Classification, Classification]:
    """The functional and the economic classification with the folder's own subjects. Raises ImportRejected."""
    known = functional(), department_economic()
    if not manifest.extra_subjects:
        return known
    path = folder / manifest.extra_subjects
    try:
        if path.parent.resolve() != folder.resolve() or not path.is_file():
            raise ClassificationError(f"账套文件夹里没有 {manifest.extra_subjects}")
        more = read_subjects(path)
        economic = [subject for subject in more if subject.code.startswith("3")]
        return known[0].extended(s for s in more if s not in economic), known[1].extended(economic)
    except (ClassificationError, UnicodeDecodeError) as problem:
        raise ImportRejected([Reject(manifest.extra_subjects, "", 0, "", "", str(problem))]) from None


def _files(folder: Path, name: str) -> list[Path]:
    """name.csv, name.xlsx, and the sheets in a folder of that name."""
    single = [folder / f"{name}{suffix}" for suffix in _SUFFIXES]
    inside = sorted(path for path in (folder / name).glob("*") if path.suffix.lower() in _SUFFIXES)
    return [path for path in (*single, *inside) if path.is_file() and not path.name.startswith("~$")]


def _repeated(entries: Ledger) -> list[Reject]:
    """Voucher lines that stand twice, in different files or sheets."""
    column = entries.columns
    if len(column["file"].values) < 2:
        return []
    return [
        Reject(
            column["file"].at(again),
            "",
            int(entries.row[again]),
            "凭证号",
            str(column["voucher"].at(again)),
            f"与 {column['file'].at(first)} 第 {entries.row[first]} 行是同一凭证的同一行号",
            "请改行号或删去重复的一行",
        )
        for first, again in duplicate_rows(entries)
    ]
