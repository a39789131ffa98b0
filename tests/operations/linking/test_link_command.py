"""`shebao link`: from files in two forms to pairs, and from marks to a proposal."""

import csv
import json

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from shebao.cli import app
from shebao.operations.linking.marks import FORM

HEAD = ("个人编号", "姓名", "公民身份号码", "性别", "出生日期", "联系电话")
CITY = (1001, "张建国", "429906197003151011", "男", "1970-03-15", "13800000001")
COUNTY = ("X-7", "張建國", "429906197003115011", "1", "19700315", "13800000001")


@pytest.fixture(scope="module")
def linked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("link")
    for name, row, encoding in (("市", CITY, "utf-8"), ("县", COUNTY, "gb18030")):
        with (folder / f"{name}.csv").open("w", encoding=encoding, newline="") as stream:
            csv.writer(stream).writerows((HEAD, row))
    words = ["link", str(folder / "市.csv"), str(folder / "县.csv"), "--between", "--output", str(folder / "out")]
    return folder, CliRunner().invoke(app, words)


def mark(folder, marker, what="same"):
    page = (folder / "out" / "比对.html").read_text(encoding="utf-8")
    code, pair = (page.split(f'{name}="')[1].split('"')[0] for name in ("data-code", "data-id"))
    content = {"form": FORM, "list": code, "marker": marker, "marks": {pair: {"mark": what, "note": ""}}}
    path = folder / f"{marker}.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return str(path)


def test_two_sources_are_linked(linked):
    folder, found = linked
    assert found.exit_code == 1, found.output
    assert "2 条登记，1 对相像" in found.output
    assert {path.name for path in (folder / "out").iterdir()} >= {"pairs.parquet", "比对.html", "比对.xlsx"}


def test_a_merge_needs_two_persons(linked):
    folder, _ = linked
    out, first, second = str(folder / "out"), mark(folder, "王芳"), mark(folder, "李静")
    alone = CliRunner().invoke(app, ["link", "decide", out, first])
    assert (alone.exit_code, "建议合并 0 组" in alone.output) == (1, True)
    both = CliRunner().invoke(app, ["link", "decide", out, first, second])
    assert (both.exit_code, "建议合并 1 组" in both.output) == (0, True)
    assert load_workbook(folder / "out" / "结论.xlsx")["建议合并"]["A2"].value == "县 X-7 張建國；市 1001 张建国"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["nowhere"], "没有 nowhere"),
        (["{}/市.csv", "--format", "pdf"], "--format 应为"),
        (["decide", "{}", "{}/市.csv"], "没有 pairs.parquet"),
        (["decide", "{}/out", "{}/市.csv"], "不是比对页面"),
    ],
)
def test_what_cannot_be_done_is_told(linked, tmp_path, words, reason):
    folder, _ = linked
    given = [word.format(folder) for word in words]
    found = CliRunner().invoke(app, ["link", *given, *([] if given[0] == "decide" else ["--output", str(tmp_path)])])
    assert found.exit_code == 2
    assert reason in found.output
