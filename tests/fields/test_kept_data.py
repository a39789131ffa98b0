"""What a data file was parsed to is kept, and never given for another content."""

import sys
from datetime import date
from pathlib import Path

import pytest

from shebao.fields.data_files import keep_all, load_yaml


@pytest.fixture
def writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "__init__.py").touch()
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def parses(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    from shebao.fields import data_files

    seen: list[bytes] = []
    original = data_files._parsed
    monkeypatch.setattr(data_files, "_parsed", lambda content, name: seen.append(content) or original(content, name))
    return seen


def test_a_file_is_parsed_once_and_again_when_it_changed(tmp_path: Path, monkeypatch, writing) -> None:
    seen, path = parses(monkeypatch), tmp_path / "some.yaml"
    path.write_text("b: [1, '2']\na: {深: 1.5}\n", "utf-8")
    first, second = load_yaml(path, "some.yaml"), load_yaml(path, "some.yaml")
    assert first == second == {"b": [1, "2"], "a": {"深": 1.5}}
    assert list(second) == ["b", "a"]
    assert first is not second
    assert len(seen) == 1
    path.write_text("b: 2\n", "utf-8")
    assert load_yaml(path, "some.yaml") == {"b": 2}
    assert len(seen) == 2


def test_nothing_is_written_where_python_writes_no_bytecode(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    (tmp_path / "__init__.py").touch()
    path = tmp_path / "some.yaml"
    path.write_text("a: 1\n", "utf-8")
    assert load_yaml(path, "some.yaml") == {"a": 1}
    assert not (tmp_path / "__pycache__").exists()


def test_a_folder_of_data_alone_stays_one(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "some.yaml").write_text("a: 1\n", "utf-8")
    assert keep_all(tmp_path) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["some.yaml"]


def test_what_is_broken_or_cannot_be_kept_is_parsed(tmp_path: Path, writing) -> None:
    path = tmp_path / "some.yaml"
    path.write_text("day: 2024-01-31\n", "utf-8")
    assert load_yaml(path, "some.yaml") == load_yaml(path, "some.yaml") == {"day": date(2024, 1, 31)}
    path.write_text("a: 1\n", "utf-8")
    assert keep_all(tmp_path) == 1
    (kept,) = (tmp_path / "__pycache__").glob("*.data")
    kept.write_bytes(b"")
    assert load_yaml(path, "some.yaml") == {"a": 1}
