"""`shebao compose` end to end: a report, an empty folder, an edited document; exit statuses and messages."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from composing.manuscripts import EXAMPLES
from shebao.cli import app
from shebao.composing.documents import FORMATS

CENTRE = EXAMPLES / "city-centre-2023"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["compose", *map(str, arguments)])


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("published") / "公开"
    result = run(CENTRE, "--final", "-o", output)
    assert result.exit_code == 0, result.output
    return output


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CENTRE, tmp_path / "unit"))


def test_a_whole_report_in_all_formats(published: Path) -> None:
    assert {path.suffix for path in published.iterdir()} == {".docx", ".pdf", ".html", ".xlsx", ".json", ".zip"}
    manifest = json.loads((published / "manifest.json").read_text("utf-8"))
    assert manifest["formats"] == list(FORMATS)
    assert {entry["refusals"] for entry in manifest["gate"]} == {0}
    assert manifest["fonts"]


@pytest.mark.parametrize("suffix", ["docx", "pdf", "html", "xlsx"])
def test_a_document_that_was_not_changed_agrees(published: Path, suffix: str) -> None:
    result = run("check", next(published.glob(f"*.{suffix}")), CENTRE)
    assert (result.exit_code, result.output) == (0, "文中的数都与账套一致。\n")


def _edited(document: Path, changes: dict[str, str]) -> bytes:
    """The DOCX with words of its body replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(document) as old, zipfile.ZipFile(buffer, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "word/document.xml":
                text = content.decode()
                for before, after in changes.items():
                    assert before in text
                    text = text.replace(before, after, 1)
                content = text.encode()
            new.writestr(entry, content)
    return buffer.getvalue()


def test_figures_that_people_changed_are_listed_with_their_place(published: Path, tmp_path: Path) -> None:
    document = next(published.glob("*.docx"))
    edited = tmp_path / "修改稿.docx"
    edited.write_bytes(_edited(document, {">1,386.92<": ">1,386.29<", "5.3%": "5.8%"}))
    result = run("check", edited, CENTRE)
    assert result.exit_code == 1
    assert "《收入决算表》行政运行、本年收入合计：文中写“1,386.29万元”，账套算得“1,386.92万元”" in result.output
    assert "收入支出总计与上年数相比的幅度：文中写“减少5.8%”，账套算得“减少5.3%”" in result.output
    assert "有 2 个数与账套不一致。" in result.output
    records = json.loads(run("check", edited, CENTRE, "--json").output)
    assert {record["where"] for record in records} == {"《收入决算表》", "一、收入支出决算总体情况说明"}
    assert all(record["stands"] and record["accounts"] and record["place"] for record in records)


def test_an_empty_folder_is_explained_and_says_what_is_missing(tmp_path: Path) -> None:
    result = run("init", tmp_path / "新", "--year", 2023, "--place", "wuhan", "--name", "某市社会保险中心")
    assert result.exit_code == 0
    assert {path.name for path in (tmp_path / "新").iterdir()} == {
        "accounts.yaml", "annex.yaml", "words.yaml", "entries.xlsx", "budget.xlsx", "opening.xlsx", "prior",
        "template-performance.xlsx",
    }  # fmt: skip
    (tmp_path / "新" / "words.yaml").write_text("duties: [甲]\n", "utf-8")
    assert "没有改动" in run("init", tmp_path / "新", "--year", 2023).output
    assert (tmp_path / "新" / "words.yaml").read_text("utf-8") == "duties: [甲]\n"
    refused = run(tmp_path / "新", "-o", tmp_path / "out")
    assert refused.exit_code == 2
    assert "没有数据行" in refused.output
    assert not (tmp_path / "out").exists()


def test_the_words_of_an_empty_folder_are_accepted_and_so_is_each_example_in_them(folder: Path, tmp_path: Path) -> None:
    run("init", tmp_path / "新", "--year", 2023)
    template = (tmp_path / "新" / "words.yaml").read_text("utf-8")
    filled = re.sub(r"(?m)^(\w+): (?:\[\]|\{\})\n(?=#  )", r"\1:\n", template)
    filled = re.sub(r"(?m)^#(?=  )", "", filled)
    assert "items.2080109: 年中追加" in filled
    for text, missing in ((template, "主要职责"), (filled, "主要原因")):
        (folder / "words.yaml").write_text(text, "utf-8")
        result = run(folder, "--format", "json", "-o", tmp_path / "out")
        assert result.exit_code == 1, result.output
        assert missing in result.output
    assert "主要职责" not in result.output


def test_a_draft_lists_what_is_missing(folder: Path, tmp_path: Path) -> None:
    (folder / "words.yaml").unlink()
    draft = run(folder, "--format", "html", "-o", tmp_path / "out")
    assert draft.exit_code == 1
    assert "待补充：一、单位主要职责" in draft.output
    assert "（words.yaml 的 duties）" in draft.output
    final = run(folder, "--format", "html", "--final", "-o", tmp_path / "other")
    assert final.exit_code == 2
    assert "没有写入任何文件" in final.output
    assert not (tmp_path / "other").exists()


def test_the_prior_year_may_be_a_published_report(folder: Path, published: Path, tmp_path: Path) -> None:
    shutil.rmtree(folder / "prior")
    for name in ("accounts.yaml", "entries.csv", "budget.csv"):
        text = (folder / name).read_text("utf-8-sig").replace("2023-", "2024-")
        (folder / name).write_text(text.replace("fiscal_year: 2023", "fiscal_year: 2024"), "utf-8")
    for suffix in (".pdf", ".docx", ".xlsx"):
        prior = next(path for path in published.iterdir() if path.suffix == suffix)
        result = run(folder, "--format", "json", "-o", tmp_path / "out", "--prior", prior)
        assert result.exit_code in (0, 1), result.output
        report = json.loads(next((tmp_path / "out").glob("*决算.json")).read_text("utf-8"))["report"]
        bases = {
            claim["base_year"] for claim in report["claims"] if claim["type"] == "Change" and claim.get("base_year")
        }
        assert bases == {2023}
    wrong = run(folder, "--format", "json", "-o", tmp_path / "out", "--prior", CENTRE / "prior" / "closing.json")
    assert wrong.exit_code == 2
    assert "应是 2023 年度的" in wrong.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((CENTRE, "--format", "odt", "-o", "x"), "不认识 odt；可用的有"),
        (("/不存在", "-o", "x"), "不能读"),
        (("check", "/不存在.docx", CENTRE), "找不到"),
        (("check", CENTRE / "accounts.yaml", CENTRE), "accounts.yaml：没有读到决算表和情况说明中的数字"),
        ((CENTRE, "--prior", "/不存在.pdf", "-o", "x"), "上年报告不能读取"),
        (("init", "x", "--year", 2023, "--kind", "office"), "--kind 应为"),
    ],
)
def test_mistakes_are_told_in_a_sentence(arguments: tuple[object, ...], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.output
    assert "Traceback" not in result.output
    assert not Path("x").exists()


def test_a_place_without_its_own_outline_is_told(tmp_path: Path) -> None:
    result = run("init", tmp_path / "新", "--year", 2023, "--place", "wuhna")
    assert result.exit_code == 0
    assert "没有“wuhna”的提纲，将用通用提纲；有提纲的地区是 shanghai、wuhan。" in result.output
