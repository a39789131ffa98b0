"""Documents kept between finding out whose they are and auditing them."""

from __future__ import annotations

from pathlib import Path

import pytest

from shebao.auditing.verdicts import Severity
from shebao.cli.audit import one
from shebao.cli.audit.files import Input
from shebao.cli.audit.kept import Room, packed, unpacked
from shebao.cli.audit.one import Settings, audit_one
from shebao.cli.audit.tasks import tasks_of
from shebao.reading.files import read_document
from shebao.rendering.terminal import Screen
from synthetic.composer import compose
from synthetic.layouts import LAYOUTS


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Input]:
    folder = tmp_path_factory.mktemp("kept")
    report = compose(7, "wuhan", 2023)
    items = []
    for layout in ("pdf", "docx", "tabs"):
        suffix, write = LAYOUTS[layout]
        path = folder / f"{layout}.{suffix}"
        path.write_bytes(write(report))
        items.append(Input(path.name, path, Path(path.name)))
    return items


def test_a_document_comes_back_as_it_was_read(files: list[Input]) -> None:
    for item in files:
        assert item.path is not None
        document = read_document(item.path, item.name)
        assert unpacked(packed(document)) == document


def test_what_does_not_fit_is_left_out_and_smaller_ones_after_it_are_not() -> None:
    room = Room(10)
    assert [len(room.taken(bytes(size))) for size in (6, 5, 4, 1, 0)] == [6, 0, 4, 0, 0]


def test_every_file_of_a_command_is_read_once(files: list[Input], monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = tasks_of(files, [], 2)
    read = []
    monkeypatch.setattr(
        "shebao.reading.report.read_document", lambda *given: read.append(given) or read_document(*given)
    )
    settings = Settings("jsonl", Severity.INFO, None, Screen(80, False))
    kept = [audit_one(task, settings) for task in tasks]
    assert not read
    again = [audit_one(one.Task(item), settings) for item in files]
    assert len(read) == len(files)
    assert [each.has_errors for each in kept] == [each.has_errors for each in again]
    assert not any(each.failure for each in (*kept, *again))
