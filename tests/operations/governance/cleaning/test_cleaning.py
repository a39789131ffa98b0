"""Every source row is mapped, corrected by a named rule, or listed; counts agree; a rehearsal does as the run does."""

import csv
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from shebao.cli import app
from shebao.fields.identifiers import from_15_digits
from shebao.operations.governance import GovernanceError, read_sets, shipped_set
from shebao.operations.governance.cleaning import clean, read_mapping
from shebao.operations.governance.running.engines import start_engine

MAPPING = Path(__file__).with_name("persons.yaml")
HEADER = ("grbh", "sfzh", "xm", "xb", "csrq", "cbny")
SOUND = ("1", "110105194912310028", "张建国", "男", "1949-12-31", "199601")
CASES = {
    "sound codes are a named step": (SOUND, {"AAC004·代码:AAC004"}, ""),
    "nothing to correct": ((*SOUND[:3], "1", *SOUND[4:]), set(), ""),
    "fifteen digits": (("1", "110105491231002", *SOUND[2:3], "1", *SOUND[4:]), {"AAC002·fifteen_to_eighteen"}, ""),
    "full width": (("1", "１１0105194912310028", SOUND[2], "1", *SOUND[4:]), {"AAC002·half_width"}, ""),
    "chinese date": ((*SOUND[:3], "1", "1949年1月3日", SOUND[5]), {"AAC006·chinese_date"}, ""),
    "date with slashes": ((*SOUND[:3], "1", "1949/1/13", SOUND[5]), {"AAC006·slashed_date"}, ""),
    "midnight": ((*SOUND[:3], "1", "1949-12-31 00:00:00", SOUND[5]), {"AAC006·no_time"}, ""),
    "decision": ((*SOUND[:3], "未知", *SOUND[4:]), {"AAC004·决定:未填性别"}, ""),
    "spaces in a name": ((*SOUND[:2], "张 建国", "1", *SOUND[4:]), {"AAC003·no_spaces"}, ""),
    "unknown code": ((*SOUND[:3], "丙", *SOUND[4:]), set(), "AAC004：代码没有对应"),
    "impossible date": ((*SOUND[:3], "1", "1949-02-30", SOUND[5]), set(), "AAC006：读不成日期"),
    "no number": (("", *SOUND[1:]), set(), "AAC001：必填为空"),
    "bad month": ((*SOUND[:3], "1", SOUND[4], "199613"), set(), "AAC049：读不成年月（YYYYMM）"),
    "two reasons": ((*SOUND[:2], "", "丙", *SOUND[4:]), set(), "AAC003：必填为空；AAC004：代码没有对应"),
}


def run(folder, rows, rehearse=None, output="out"):
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "ac01.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([HEADER, *rows])
    engine = start_engine("duckdb", folder / "spill", 512, 1)
    try:
        proof = clean(read_mapping(MAPPING, shipped_set("agency")), str(folder), folder / output, engine, rehearse)
    finally:
        engine.close()
    return proof, pq.read_table(folder / output / "persons.parquet").to_pylist()


@pytest.mark.parametrize("case", CASES)
def test_what_becomes_of_a_row(tmp_path, case):
    row, rules, reason = CASES[case]
    proof, _ = run(tmp_path, [row])
    assert set(proof.by_rule) == rules
    assert set(proof.by_class) == ({reason} if reason else set())
    assert (proof.mapped, proof.corrected, proof.listed) == (
        int(not rules and not reason),
        int(bool(rules)),
        int(bool(reason)),
    )


def test_numbers_of_fifteen_digits_become_those_of_the_reader(tmp_path):
    numbers = [f"110105491231{serial:03}" for serial in range(0, 1000, 37)]
    _, made = run(tmp_path, [(str(n), number, "张", "1", *SOUND[4:]) for n, number in enumerate(numbers, start=1)])
    assert {row["AAC002"] for row in made} == {from_15_digits(number) for number in numbers}


ROWS = st.lists(st.sampled_from([row for row, _, _ in CASES.values()]), min_size=1, max_size=20)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, first=st.integers(1, 20))
def test_counts_agree_and_a_rehearsal_does_as_the_run(tmp_path, rows, first):
    numbered = [(str(n) if row[0] else "", *row[1:]) for n, row in enumerate(rows, start=1)]
    whole, made = run(tmp_path, numbered)
    assert whole.holds
    assert whole.rows == len(rows) == whole.mapped + whole.corrected + whole.listed
    assert whole.listed == sum(bool(reason) for row in rows for each, _, reason in CASES.values() if each == row)
    _, rehearsed = run(tmp_path, numbered, first, "rehearsal")
    assert rehearsed == [row for row in made if row in rehearsed]


MONEY = """
title: 旧缴费表
source: ac43
target: contributions
sums: [AAE169]
columns:
  AAC001: {from: grbh}
  AAE140: {from: xz, codes: {养老: '110'}}
  AAE003: {from: ny}
  AAE143: {from: lx}
  AAE169: {from: je, rules: [no_commas]}
"""


def test_sums_of_source_target_and_list_agree(tmp_path):
    (tmp_path / "mapping.yaml").write_text(MONEY, encoding="utf-8")
    rows = ["grbh,xz,ny,lx,je", '1,养老,202501,1,"1,234.50"', "2,医疗,202501,1,100.00", "3,养老,202501,1,一百"]
    (tmp_path / "ac43.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    arguments = ["clean", str(tmp_path), "--mapping", str(tmp_path / "mapping.yaml"), "--output", str(tmp_path / "out")]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 1, result.output
    assert "3 行 = 照搬 0 + 更正 1 + 列出 2" in result.output
    assert "AAE169 合计：源 133450 = 目标 123450 + 列出 10000，另有 1 行金额读不成" in result.output


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("rules: [trim]", "rules: [prune]", "columns.AAC001.rules：没有名为 prune 的规则"),
        ("target: persons", "target: people", "target：没有声明过"),
        ("AAC003:", "AAC099:", "columns.AAC099：数据表 persons 没有"),
        ("{from: cbny}", "{to: cbny}", "columns.AAC049.to：不认识的键"),
        ("codes: {男: '1', 女: '2', '1': '1', '2': '2'}", "codes: [男]", "columns.AAC004.codes：应为"),
        ("basis: 迁移会议纪要第 3 条", "why: 无", "columns.AAC004.decisions.why：不认识的键"),
        ("source: ac01", "source: [ac01]", "source：应为文字"),
        ("  AAC001:", "  AAC007:", "columns：缺少主键列 AAC001"),
        ("title: 旧人员表", "title: 旧人员表\nsums: [AAC003]", "sums：AAC003 应为已映射的金额"),
    ],
)
def test_a_mistake_in_a_mapping_is_told_with_file_and_key(tmp_path, old, new, words):
    path = tmp_path / "mapping.yaml"
    path.write_text(MAPPING.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(GovernanceError) as error:
        read_mapping(path, read_sets(["agency"]))
    assert str(error.value).startswith(f"mapping.yaml：{words}")


def test_the_mapping_of_the_guide_is_read_as_it_stands(tmp_path):
    guide = (Path(__file__).parents[4] / "docs" / "governance.zh.md").read_text(encoding="utf-8")
    (example,) = [each for each in guide.split("```yaml\n")[1:] if "source: ac01" in each]
    path = tmp_path / "mapping.yaml"
    path.write_text(example.split("```")[0], encoding="utf-8")
    assert read_mapping(path, read_sets(["agency"])).sums == ()


def test_a_source_without_a_column_is_refused(tmp_path):
    (tmp_path / "ac01.csv").write_text("grbh,xm\n1,张\n", encoding="utf-8")
    arguments = ["clean", str(tmp_path), "--mapping", str(MAPPING), "--output", str(tmp_path / "out")]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2
    assert "缺少列 cbny、csrq、sfzh、xb" in result.stderr
