"""Publishing: a folder becomes files that agree with it, and what must not be published is not written."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from composing.manuscripts import EXAMPLES, FOLDERS, manuscript
from shebao.accounts.output.folder import OutputRefused
from shebao.composing.documents import FORMATS, render, suffix
from shebao.composing.fonts import FontError
from shebao.composing.manuscript import Manuscript, Paragraph, Run
from shebao.publishing.check import as_read, compared
from shebao.publishing.gate import Reason, examine
from shebao.publishing.manifest import MANIFEST
from shebao.publishing.publish import publish, warnings
from shebao.reading.report import read_file
from shebao.rendering.words import place_words

CENTRE = "city-centre-2023"
_FIGURE = re.compile(r'<a class="figure"[^>]*>([^<]*)</a>')
_AMOUNT = re.compile(r'<td[^>]*class="r"[^>]*>([\d,.]+)</td>')


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLES / CENTRE, tmp_path / "unit"))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", FOLDERS)
def test_every_file_of_an_example_passes_the_gate(name: str, form: str) -> None:
    composed = manuscript(name)
    passed = examine(f"report.{suffix(form)}", form, render(composed, form), composed)
    assert [str(refusal) for refusal in passed.refusals] == []
    assert passed.verified > 100


def test_a_final_report_is_written_with_its_manifest(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    published = publish(folder, ("html", "xlsx", "json"), output, final=True)
    assert published.refusals == ()
    manifest = json.loads((output / MANIFEST).read_text("utf-8"))
    assert manifest["state"] == "final"
    for entry in manifest["outputs"]:
        assert hashlib.sha256((output / entry["path"]).read_bytes()).hexdigest() == entry["sha256"]
    assert [entry["path"] for entry in manifest["inputs"]] == sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )
    assert set(manifest["generator"]["packs"]) >= {"composing", "auditing", "report"}
    before = {path.name: path.read_bytes() for path in output.iterdir()}
    publish(folder, ("html", "xlsx", "json"), output, final=True)
    assert {path.name: path.read_bytes() for path in output.iterdir()} == before


def test_a_gap_stops_a_final_report_and_is_marked_in_a_draft(folder: Path, tmp_path: Path) -> None:
    words = folder / "words.yaml"
    words.write_text(words.read_text("utf-8").replace("  items.2080501: 退休人员慰问支出减少\n", ""), "utf-8")
    refused = publish(folder, ("html",), tmp_path / "out", final=True)
    assert [refusal.reason for refusal in refused.refusals] == [Reason.GAP]
    assert "reasons.items.2080501" in str(refused.refusals[0])
    assert not (tmp_path / "out").exists()
    draft = publish(folder, ("html",), tmp_path / "out", final=False)
    assert len(draft.gaps) == 1
    assert "<mark>" in next((tmp_path / "out").glob("*.html")).read_text("utf-8")
    assert json.loads((tmp_path / "out" / MANIFEST).read_text("utf-8"))["state"] == "draft"


@pytest.mark.parametrize("form", ["html", "json", "package"])
def test_personal_data_and_marks_stop_publishing(folder: Path, tmp_path: Path, form: str) -> None:
    words = folder / "words.yaml"
    said = "承担全市社会保险政策的贯彻实施"
    words.write_text(words.read_text("utf-8").replace(said, f"{said}（联系人手机13812345678）"), "utf-8")
    refused = publish(folder, (form,), tmp_path / "out", final=True)
    assert {refusal.reason for refusal in refused.refusals} == {Reason.PERSONAL}
    assert not (tmp_path / "out").exists()
    assert [warning.reason for warning in warnings(refused.manuscript)] == [Reason.PERSONAL]


def test_words_that_look_like_markup_come_through_unchanged(folder: Path, tmp_path: Path) -> None:
    words = folder / "words.yaml"
    markup = "<script>alert(1)</script>#eval(“x”)$x$*粗*_斜_=1+1@ref`a`"
    words.write_text(words.read_text("utf-8").replace("承担全市", f"承担{markup}全市"), "utf-8")
    published = publish(folder, FORMATS, tmp_path / "out", final=True)
    assert [str(refusal) for refusal in published.refusals] == []
    assert markup in next(published.manuscript.report.walk()).children[0].passages[0].text


def test_characters_that_cannot_be_seen_are_refused_in_every_format(folder: Path, tmp_path: Path) -> None:
    words = folder / "words.yaml"
    words.write_text(words.read_text("utf-8").replace("承担全市", "承担\u202e全市"), "utf-8")
    for form in FORMATS:
        with pytest.raises(FontError, match=r"U\+202E"):
            publish(folder, (form,), tmp_path / "out", final=False)
    assert not (tmp_path / "out").exists()


def test_a_folder_with_other_files_is_not_touched(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    output.mkdir()
    (output / "别的.txt").write_text("重要", "utf-8")
    with pytest.raises(OutputRefused):
        publish(folder, ("html",), output, final=False)
    assert [path.name for path in output.iterdir()] == ["别的.txt"]


def test_nothing_is_left_where_writing_fails(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Path] = []

    def fails(path: Path, content: bytes) -> int:
        written.append(path)
        if len(written) == 2:
            raise OSError(28, "磁盘已满", str(path))
        with path.open("wb") as file:
            return file.write(content)

    monkeypatch.setattr(Path, "write_bytes", fails)
    with pytest.raises(OSError, match="磁盘已满"):
        publish(folder, ("html", "json"), tmp_path / "out", final=False)
    assert not (tmp_path / "out").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["unit"]


def _mutations(page: str, pattern: re.Pattern[str], every: int) -> list[tuple[str, str, str]]:
    """The page with one figure changed in its first digit: what it was, what it is now, the page."""
    made = []
    for match in list(pattern.finditer(page))[::every]:
        old = match[1]
        new = re.sub(r"\d", lambda digit: str(int(digit[0]) % 9 + 1), old, count=1)
        made.append((old, new, page[: match.start(1)] + new + page[match.end(1) :]))
    return made


@pytest.mark.parametrize(
    ("pattern", "every"),
    [(_FIGURE, 9), (_AMOUNT, 23), pytest.param(_FIGURE, 1, marks=pytest.mark.slow), pytest.param(_AMOUNT, 1, marks=pytest.mark.slow)],
)  # fmt: skip
def test_a_figure_that_was_changed_is_found_by_the_gate_and_by_the_check(pattern: re.Pattern[str], every: int) -> None:
    composed = manuscript(CENTRE)
    mutations = _mutations(render(composed, "html").decode(), pattern, every)
    assert len(mutations) > 5
    sound = as_read(composed)
    for old, new, page in mutations:
        content = page.encode()
        assert examine("report.html", "html", content, composed).refusals, (old, new)
        found = list(compared(read_file(content, "report.html").report, sound))
        assert [d for d in found if new in d.stands and old in d.accounts], (old, new, found)
        assert len(found) <= 2, (old, new, found)
        assert all(place_words(d.place) for d in found)


def test_a_table_of_the_package_that_was_changed_is_found() -> None:
    composed = manuscript(CENTRE)
    content = render(composed, "package")
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "data/expenditure.csv":
                assert b",42.88," in text
                text = text.replace(b",42.88,", b",42.89,", 1)
            if name != "data/three_public.csv":
                new.writestr(name, text)
    refusals = examine("report.zip", "package", buffer.getvalue(), composed).refusals
    assert {refusal.reason for refusal in refusals} == {Reason.DIFFERENT}
    assert [r.message for r in refusals if "支出决算表" in r.message and "42.89" in r.message]
    assert [r.message for r in refusals if "三公" in r.message]


def _with_paragraph(composed: Manuscript, text: str, after: str) -> Manuscript:
    at = next(i for i, b in enumerate(composed.blocks) if isinstance(b, Paragraph) and after in b.text)
    blocks = (*composed.blocks[: at + 1], Paragraph((Run(text),)), *composed.blocks[at + 1 :])
    return replace(composed, blocks=blocks)


@pytest.mark.parametrize(
    ("text", "disagree"),
    [
        ("本中心严格执行预算，确保各项支出合理合规。", 0),
        ("本年支出合计2,020.06万元。", 0),
        ("本年支出合计约2,020万元。", 0),
        ("本年支出合计2,120.06万元。", 1),
    ],
)
def test_added_sentences_are_welcome_where_their_figures_agree(text: str, disagree: int) -> None:
    composed = manuscript(CENTRE)
    edited = _with_paragraph(composed, text, "支出合计")
    read = read_file(render(edited, "html"), "report.html").report
    found = list(compared(read, as_read(composed)))
    assert len(found) == disagree
    assert all("2,020.06" in d.accounts for d in found)


def test_a_figure_that_was_deleted_is_told_last() -> None:
    composed = manuscript(CENTRE)
    page = render(composed, "html").decode()
    shortened = re.sub(r'<p class="body">2023年度收、支总计.*?</p>', "<p>（略）</p>", page, count=1)
    assert shortened != page
    found = list(compared(read_file(shortened.encode(), "report.html").report, as_read(composed)))
    assert found
    assert all(d.stands == "" and d.accounts for d in found)


def test_a_file_that_cannot_be_read_back_is_refused() -> None:
    composed = manuscript(CENTRE)
    for form in ("html", "json", "package", "xlsx"):
        (refusal,) = examine("report", form, b"", composed).refusals
        assert refusal.reason is Reason.UNREADABLE
