"""A unit-year on its way to its report: read, closed, scored and composed, each step once, wherever its parts are kept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Protocol

from shebao.accounts.account_set import AccountSet
from shebao.accounts.closing.closing import Closing, closing_of
from shebao.accounts.importing.annex import annex_of
from shebao.accounts.importing.documents import Document
from shebao.accounts.importing.gather import Source, account_set
from shebao.accounts.prior import Prior
from shebao.composing.material import FormMaterial, Material
from shebao.composing.words import Words
from shebao.performance import PerformanceData, ScoredForm, score, to_form
from shebao.publishing.material import counts_of, material_of
from shebao.publishing.printed import form_table
from shebao.publishing.words import words_of


class ReportSource(Source, Protocol):
    """Where a unit-year is kept: beside its account set its forms, its words and what is known of the year before."""

    def performance(self) -> Sequence[PerformanceData]:
        """Its performance data. Raises DataError."""
        ...

    def words(self) -> Document | None:
        """What the unit says in its own words. Raises ImportRejected."""
        ...

    def before(self, fiscal_year: int) -> Prior | None:
        """The year before from its published report, where there is no closing of it. Raises ImportRejected."""
        ...

    def annex_before(self) -> Document | None:
        """The annex of the year before. Raises ImportRejected."""
        ...


class Preparation:
    """The steps from a source to the material of its report; each is taken when it is first asked for."""

    def __init__(self, source: ReportSource) -> None:
        self._source = source

    @cached_property
    def accounts(self) -> AccountSet:
        """The account set. Raises ImportRejected with the problems of every part."""
        return account_set(self._source)

    @cached_property
    def closing(self) -> Closing:
        """The closed year. Raises ImportRejected."""
        return closing_of(self.accounts, self._source.before(self.accounts.manifest.unit.fiscal_year))

    @cached_property
    def performance(self) -> Sequence[PerformanceData]:
        """The performance data. Raises DataError."""
        return self._source.performance()

    @cached_property
    def scored(self) -> tuple[ScoredForm, ...]:
        """The scored forms, of each set of data the overall one first. Raises DataError."""
        return tuple(form for data in self.performance for form in score(data))

    @cached_property
    def material(self) -> Material:
        """All that the report is composed from. Raises ImportRejected or DataError."""
        closing = self.closing
        return self._material(closing, self.scored)

    def material_with(self, scored: Sequence[ScoredForm]) -> Material:
        """The material with those forms. Raises ImportRejected."""
        return self._material(self.closing, scored)

    def _material(self, closing: Closing, scored: Sequence[ScoredForm]) -> Material:
        words, annex = self._source.words(), self._source.annex_before()
        return material_of(
            closing,
            self.accounts.manifest.parent,
            words_of(words) if words else Words(),
            tuple(FormMaterial(to_form(form), form_table(form, number)) for number, form in enumerate(scored, 1)),
            counts_of(annex_of(annex)) if annex else None,
        )
