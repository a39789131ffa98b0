"""words.yaml: what it may say, mistakes with their key, and the gaps of a report without it."""

from __future__ import annotations

import dataclasses

import pytest

from composing.generated import unit_year, write
from composing.manuscripts import EXAMPLES
from shebao.accounts.importing.documents import read_document
from shebao.accounts.importing.rejects import ImportRejected
from shebao.composing import MissingWords, compose
from shebao.composing.manuscript import Heading, Paragraph, RunKind
from shebao.composing.words import Words
from shebao.publishing.folder import read_material
from shebao.publishing.words import words_of as words_of_document

SOUND = """
duties:
  - 办理参保登记。
  - 核定待遇。
organisation: 内设三个科室。
reasons: {totals: 人员增加, items.2080109: 追加预算, three_public.reception: 厉行节约}
key_work: [{title: 扩面, completion: 完成}]
performance: {use: 用于改进, "project:业务经费": 完成任务}
remarks: {narrative.assets: [资产账实相符]}
terms: [{term: 社会保险稽核, text: 指核查。}]
attachments: [其他说明]
"""


def words_of(path, text):
    file = path / "words.yaml"
    file.write_text(text, "utf-8")
    return words_of_document(read_document(file))


def test_words_are_read(tmp_path):
    words = words_of(tmp_path, SOUND)
    assert words.duties == ("办理参保登记。", "核定待遇。")
    assert words.organisation == ("内设三个科室。",)
    assert words.reasons["items.2080109"] == "追加预算"
    assert words.key_work[0].completion == "完成"
    assert words.remarks == {"narrative.assets": ("资产账实相符",)}
    assert words.terms == (("社会保险稽核", "指核查。"),)


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        ("duty: [一]", "duty", "没有这个键"),
        ("duties: {一: 二}", "duties", "应是文字的列表"),
        ("duties: [[一]]", "duties", "应是文字的列表"),
        ("reasons: {weather: 天气}", "reasons.weather", "没有这个主题"),
        ("reasons: {items.20801099: 多一位}", "reasons.items.20801099", "没有这个主题"),
        ("reasons: {totals: }", "reasons.totals", "没有填写"),
        ("reasons: [一]", "reasons", "映射"),
        ("key_work: [{text: 一}]", "key_work[1].title", "没有填写"),
        ("key_work: [{title: 一}]", "key_work[1].text", "没有写完成情况"),
        ("key_work: [{title: 一, text: 二, done: 三}]", "key_work[1].done", "没有这个键"),
        ("key_work: [{title: 一：二, text: 三}]", "key_work[1].title", "不能作标题"),
        ("terms: [{term: 一。二, text: 三}]", "terms[1].term", "不能作词条"),
        ("performance: {score: 一}", "performance.score", "没有这个键"),
        ("remarks: {narrative.weather: [一]}", "remarks.narrative.weather", "没有这个章节"),
        ("terms: [{term: 一}]", "terms[1].text", "没有填写"),
        ("terms: 一", "terms", "应是列表"),
        ("a: *b", "", "引用"),
        ("[一]", "", "映射"),
        ("duties: [一", "", "YAML"),
    ],
)
def test_a_mistake_is_told_with_its_key(tmp_path, text, key, reason):
    with pytest.raises(ImportRejected) as problem:
        words_of(tmp_path, text)
    assert any(reject.field == key and reason in reject.reason for reject in problem.value.problems)


def test_every_mistake_is_told_at_once(tmp_path):
    with pytest.raises(ImportRejected) as problem:
        words_of(tmp_path, "duty: [一]\nreasons: {weather: 一, wind: 二}\nterms: 一")
    assert problem.value.total == 4


def wordless(name):
    return dataclasses.replace(read_material(EXAMPLES / name), words=Words())


def test_missing_words_are_refused_with_all_their_places():
    with pytest.raises(MissingWords) as problem:
        compose(wordless("city-centre-2023"))
    fields = [gap.field for gap in problem.value.gaps]
    assert fields[:2] == ["duties", "reasons.totals"]
    assert {"key_work", "performance.use", "reasons.items.2080506"} <= set(fields)
    assert "reasons.items.2080505" not in fields, "0.4 percent above the budget asks for no reason"
    assert all(gap.needed in str(problem.value) and gap.where in str(problem.value) for gap in problem.value.gaps)


def test_a_draft_marks_each_gap_where_it_is():
    draft = compose(wordless("finance-bureau-2024"), draft=True)
    marked, heading = [], ""
    for block in draft.blocks:
        if isinstance(block, Heading):
            heading = block.text
        elif isinstance(block, Paragraph):
            marked += [(heading, run.text) for run in block.runs if run.kind is RunKind.GAP]
    assert marked == [(gap.where, f"【待补充：{gap.needed}】") for gap in draft.gaps]


def test_a_reason_is_told_even_where_none_is_asked_for():
    material = read_material(EXAMPLES / "city-centre-2023")
    told = [block.text for block in compose(material).blocks if isinstance(block, Paragraph)]
    assert any("支出决算数大于年初预算数的主要原因是有人员补缴基本养老保险费。" in text for text in told)


@pytest.mark.parametrize("seed", range(8))
def test_a_folder_without_budgets_makes_a_draft_that_asks_for_them(seed, tmp_path):
    folder = write(unit_year(seed), tmp_path)
    (folder / "budget.csv").unlink()
    draft = compose(read_material(folder), draft=True)
    assert "budget" in {gap.field for gap in draft.gaps}
    texts = [block.text for block in draft.blocks if isinstance(block, Paragraph)]
    assert not any("年初预算为" in text or "全年预算为0" in text or "支出支出" in text for text in texts)


def test_a_folder_with_accounts_only_makes_a_draft(tmp_path):
    folder = write(unit_year(0), tmp_path)
    for name in ("annex.yaml", "words.yaml", "performance.yaml", "budget.csv"):
        (folder / name).unlink()
    draft = compose(read_material(folder), draft=True)
    fields = [gap.field for gap in draft.gaps]
    assert {"duties", "budget", "performance.yaml", "performance.use", "key_work"} <= set(fields)
