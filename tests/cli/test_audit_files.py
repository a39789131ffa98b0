"""Which files an audit is about, whatever bytes their names are made of."""

import os

from shebao.cli.audit.files import collect
from shebao.cli.audit.output import destination

NAMES = ("甲局部门", "乙局部门", "丙处", "丁处")


def test_names_in_gbk_are_read_and_no_result_overwrites_another(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    for name in NAMES:
        (folder / os.fsdecode(name.encode("gbk") + b".txt")).write_bytes(b"x")
    items = collect([str(tmp_path / "reports")])
    target = destination("html", tmp_path / "out", items)
    assert len(set(target.names.values())) == len(NAMES)
    assert "甲局部门.audit.html" in {path.name for path in target.names.values()}


def test_two_names_that_read_alike_stay_apart(tmp_path):
    for place, name in (("1", "报告".encode()), ("2", "报告".encode("gbk"))):
        folder = tmp_path / place
        folder.mkdir()
        (folder / os.fsdecode(name + b".txt")).write_bytes(b"x")
    items = collect([str(tmp_path / "1"), str(tmp_path / "2")])
    both = destination("html", tmp_path / "out", items).names
    assert len(set(both.values())) == 2
