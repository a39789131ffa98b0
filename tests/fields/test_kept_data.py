"""What a data file was parsed to is kept, and never given for another content."""

import marshal
import sys
from datetime import date, datetime
from pathlib import Path

import pytest

from shebao.fields import kept_data
from shebao.fields.data_files import DataFileError, keep_all, load_versions, load_yaml


@pytest.fixture(autouse=True)
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_data, "_ROOT", tmp_path)


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
    path.write_text("at: 2024-01-31T08:00:00\n", "utf-8")
    assert load_yaml(path, "some.yaml") == load_yaml(path, "some.yaml") == {"at": datetime(2024, 1, 31, 8)}
    path.write_text("a: 1\n", "utf-8")
    assert keep_all(tmp_path) == 1
    (kept,) = (tmp_path / "__pycache__").glob("*.kept")
    kept.write_bytes(b"")
    assert load_yaml(path, "some.yaml") == {"a": 1}


def test_days_are_kept_and_folders_of_data_below_a_package_too(tmp_path: Path, monkeypatch, writing) -> None:
    seen = parses(monkeypatch)
    (tmp_path / "data" / "group").mkdir(parents=True)
    path = tmp_path / "data" / "group" / "some.yaml"
    path.write_text("from: 2024-01-31\nlist: [{day: 1999-12-31}]\n---\nfrom: 2025-01-01\n", "utf-8")
    first, second = load_versions(path, "some.yaml"), load_versions(path, "some.yaml")
    assert first == second
    assert second[0]["list"] == [{"day": date(1999, 12, 31)}]
    assert len(seen) == 1
    with pytest.raises(DataFileError, match="只应有一份"):
        load_yaml(path, "some.yaml")


def test_nothing_is_kept_or_believed_beside_a_file_that_is_not_ours(tmp_path: Path, monkeypatch, writing) -> None:
    path = tmp_path / "some.yaml"
    path.write_text("a: 1\n", "utf-8")
    assert keep_all(tmp_path) == 1
    (kept,) = (tmp_path / "__pycache__").glob("*.kept")
    kept.write_bytes(marshal.dumps((False, [{"a": 2}])))
    assert load_yaml(path, "some.yaml") == {"a": 2}
    monkeypatch.setattr(kept_data, "_ROOT", tmp_path / "elsewhere")
    assert load_yaml(path, "some.yaml") == {"a": 1}
