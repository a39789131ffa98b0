"""Running rules: selection, repetition, causes, coverage."""

from pathlib import Path

import pytest

from auditing.builders import narrative, report, table
from shebao.auditing.audit import audit_report, select_rules
from shebao.auditing.causes import causes
from shebao.auditing.registry import all_rules, rule
from shebao.auditing.verdicts import Severity, Violated
from shebao.money import parse_number
from shebao.report.provenance import Figure, Source


def figure(text):
    return Figure(text, parse_number(text), "万元", Source(text))


def test_every_rule_says_what_it_proves_and_on_what_ground():
    rules = all_rules()
    assert len({r.code for r in rules}) == len(rules)
    for r in rules:
        assert r.code[0] in "TNXPSL"
        assert r.code[1:].isdigit()
        assert r.title
        assert r.proves.endswith("。")
        assert r.basis
        assert r.check.__doc__, r.code


def test_a_code_is_declared_once():
    with pytest.raises(ValueError, match="T01"):
        rule("T01", Severity.ERROR, "重复", proves="重复。", basis="无")(lambda context: iter(()))


def test_rules_are_selected_by_family_code_and_exclusion():
    assert {r.family for r in select_rules(["T"])} == {"T"}
    assert [r.code for r in select_rules(["T01"])] == ["T01"]
    assert "L" not in {r.family for r in select_rules(["-L"])}
    assert select_rules(None) == all_rules()
    with pytest.raises(ValueError, match="Q99"):
        select_rules(["Q99"])


def test_a_violation_that_touches_the_wrong_figure_names_its_cause():
    wrong, other = figure("100.00"), figure("5.00")
    root = (Severity.ERROR, Violated(Source("甲"), "甲", figures=(wrong, other), suspect=wrong))
    follows = (Severity.ERROR, Violated(Source("乙"), "乙", figures=(wrong,)))
    same = (Severity.WARNING, Violated(Source("丙"), "丙", figures=(wrong,), suspect=wrong))
    apart = (Severity.ERROR, Violated(Source("丁"), "丁", figures=(figure("1"),)))
    assert causes([same, root, follows, apart]) == [1, None, 1, None]


def test_the_figure_that_several_violations_share_and_no_relation_bears_out_is_the_cause_of_all():
    wrong, total, cell, rate = figure("40.87"), figure("877.53"), figure("40.78"), figure("9.9")
    tie = (Severity.ERROR, Violated(Source("甲"), "甲", figures=(cell, wrong)))
    summed = (Severity.ERROR, Violated(Source("乙"), "乙", figures=(total, wrong, figure("1")), suspect=total))
    share = (Severity.ERROR, Violated(Source("丙"), "丙", figures=(wrong, total, rate), suspect=rate))
    assert causes([summed, tie, share], {total: 3, cell: 2}) == [1, None, 1]
    assert causes([summed, tie, share], {wrong: 5, total: 5}) == [None, None, None]


def test_a_chain_of_causes_ends_at_its_root():
    first, second = figure("1.00"), figure("2.00")
    root = (Severity.ERROR, Violated(Source("甲"), "甲", figures=(first,), suspect=first, explains=(first, second)))
    middle = (Severity.ERROR, Violated(Source("乙"), "乙", figures=(first, figure("5")), suspect=first))
    assert causes([root, middle]) == [None, 0]


def test_the_same_figures_at_odds_are_one_finding():
    rows = {
        ("in.total", "本年收入合计", 27): ("300.00",),
        ("in.grand_total", "总计", 31): ("400.00",),
    }
    subject = report(tables=(table("income_and_expenditure", rows, ("amount",), ("31行＝（27＋28＋29）行",)),))
    result = audit_report(subject, rules=["T02", "T03"])
    assert [finding.rule for finding in result.findings] == ["T02"]
    assert result.findings[0].id == "F1"
    assert result.has_errors


def test_severity_filters_findings_and_coverage_counts_figures():
    rows = {("208", "类"): ("1.00", "1.00"), ("20801", "款"): ("1.00", "1.00"), ("221", "类"): ("9.00", "8.00")}
    subject = report(tables=(table("expenditure", rows, ("total", "basic")),))
    result = audit_report(subject, rules=["T01", "T04"])
    assert result.coverage.figures == 6
    assert result.coverage.decided == 6
    assert len(result.findings) == 1
    residue = narrative("一、情况\n支出1.00万元。。")
    assert audit_report(residue, rules=["L05"]).findings
    assert not audit_report(residue, rules=["L05"], severity=Severity.WARNING).findings


def test_every_rule_is_named_in_a_test():
    written = "".join(path.read_text("utf-8") for path in Path(__file__).parents[1].rglob("test_*.py"))
    assert [r.code for r in all_rules() if f'"{r.code}"' not in written] == []
