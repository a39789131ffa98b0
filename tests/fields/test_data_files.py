"""Data files: mistakes are told with file, key and reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from shebao.fields.data_files import DataFileError, load_yaml, mapping


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", "third.yaml 第 3 行：键 'a' 重复"),
        ("a:\n  - {x: 1, x: 2}\n", "第 2 行：键 'x' 重复"),
        ("a: [1\n", "third.yaml 第"),
        ("a: !!python/object:os.system {}\n", "third.yaml"),
        ("a: \x01\n", "不是正确的 YAML"),
    ],
)
def test_what_is_no_data_is_refused(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "third.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(DataFileError) as caught:
        load_yaml(path, "third.yaml")
    assert message in str(caught.value)


def test_keys_are_just_those(tmp_path: Path) -> None:
    assert mapping("x.yaml", {"a": 1, "c": 2}, ("a",), ("b", "c")) == {"a": 1, "c": 2}
    for data, message in ((["a"], "应是“键: 值”"), ({"a": 1, "d": 1}, "没有这些键 ['d']"), ({"b": 1}, "缺少 ['a']")):
        with pytest.raises(DataFileError, match=r"x\.yaml") as caught:
            mapping("x.yaml", data, ("a",), ("b", "c"))
        assert message in str(caught.value)
