"""The sample report that ships with the project comes out with exactly what is planted in it."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from shebao.auditing.audit import audit_report
from shebao.auditing.findings import AuditResult, Finding
from shebao.reading.report import read_file
from shebao.rendering.words import chains
from synthetic.layouts.pdf import pdf
from synthetic.measure import audited, said
from synthetic.pieces import Composed
from synthetic.sample import EXAMPLES, PLANTS, Plant, planted, sound

SAMPLE = EXAMPLES / "sample-report.pdf"


@pytest.fixture(scope="module")
def result() -> AuditResult:
    return audit_report(read_file(SAMPLE).report, file=SAMPLE.name)


def test_without_the_planted_mistakes_it_is_sound() -> None:
    assert said(audited(sound(), "pdf")) == set()


def about(finding: Finding, plant: Plant) -> bool:
    """Whether a finding is of a planted mistake: one of its rules, with the planted characters."""
    values = " ".join(operand.value for operand in finding.operands)
    text = "".join(f"{finding.source.quote} {finding.message} {finding.stated} {values}".split())
    return finding.rule in plant.rules and "".join(plant.new.split()) in text


def test_exactly_the_planted_mistakes_are_found(result: AuditResult) -> None:
    roots = [chain.finding for chain in chains(result.findings)]
    assert [plant for plant in PLANTS if not any(about(finding, plant) for finding in roots)] == []
    assert [finding for finding in roots if not any(about(finding, plant) for plant in PLANTS)] == []


def test_every_family_is_planted_and_one_mistake_is_one_chain_mostly(result: AuditResult) -> None:
    assert {plant.family for plant in PLANTS} == set("TNXPSL")
    assert len(chains(result.findings)) <= len(PLANTS) + 2


def test_the_file_is_what_its_source_composes() -> None:
    assert _text(SAMPLE.read_bytes()) == _text(pdf(planted(sound(), PLANTS)))


def test_planting_where_there_is_nothing_to_change_is_an_error() -> None:
    from dataclasses import replace

    with pytest.raises(LookupError):
        planted(Composed("", ()), [replace(PLANTS[0], near="没有的话")])


def _text(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text


def test_the_examples_folder_says_what_is_planted() -> None:
    readme = (Path(EXAMPLES) / "README.md").read_text("utf-8")
    assert all(plant.why in readme and plant.new in readme for plant in PLANTS)
