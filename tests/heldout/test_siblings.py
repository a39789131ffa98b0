"""Reports told in words that no reader was written with: an unchanged one is never blamed for its wording."""

from pathlib import Path
from typing import Any

import pytest

from heldout.compose import variants
from heldout.faults import Faulty
from heldout.judge import false_findings, found
from heldout.write_files import save
from shebao.file_audit import audit_file
from shebao.rendering.data import audit_data


def findings(folder: Path, seed: int, faults: int) -> list[tuple[Faulty | None, list[dict[str, Any]]]]:
    told = []
    for number, (made, faulty) in enumerate(variants(seed, "whole", faults)):
        file = save(made, folder, f"{seed}-{number}", "tabs")
        told.append((faulty, audit_data(audit_file(folder / file, file).result)["findings"]))
    return told


@pytest.mark.parametrize("seed", [50_001, 50_003, 50_004])
def test_an_unchanged_report_in_other_words_has_no_false_finding(tmp_path: Path, seed: int) -> None:
    ((_, told),) = findings(tmp_path, seed, 0)
    assert not false_findings(told)


def test_most_faults_are_found_in_other_words(tmp_path: Path) -> None:
    told = [(faulty, own) for faulty, own in findings(tmp_path, 50_005, 5) if faulty is not None]
    assert sum(found(faulty.truth, own) for faulty, own in told) >= len(told) - 1
