"""Sentences of key work in the words of imaginary bureaus: the right one raises nothing, the wrong one its finding."""

import pytest

from shebao.auditing.audit import audit_report
from shebao.reading.files import read_document
from shebao.reading.report import interpret

SENTENCES = (
    ("全市共办结信访事项{}件，其中网上投诉312件、来电反映205件、来访96件。", "613", "631"),
    ("三个片区分别完成管网改造12.5公里、8.3公里、6.2公里，合计{}公里。", "27", "29"),
    ("城东、城西、城南三个分中心分别接待群众3200人次、2800人次、1500人次，共{}人次。", "7500", "7800"),
    ("今年以来受理仲裁案件1250件，结案1200件，结案率{}。", "96%", "69%"),
    ("窗口全年取号{}个，其中上午5231个、下午4120个。", "9351", "9531"),
    ("走访企业{}家，其中：区内520家，区外87家。", "607", "670"),
    ("发放临时补助共{}万元：春荒补助120.50万元、冬令补助90.25万元。", "210.75", "210.57"),
    ("受理来电{}个：咨询类310个，求助类205个。", "515", "551"),
    ("接待来信来访{}批，同比减少13批（上年175批），下降7.4%。", "162", "126"),
    ("办理迁移登记162笔，较上年减少{}笔（上年175笔），下降7.4%。", "13", "31"),
    ("投入资金1200万元，占全年计划1500万元的{}。", "80%", "88%"),
)


@pytest.mark.parametrize(("words", "right", "wrong"), SENTENCES)
def test_right_sentences_pass_and_wrong_ones_are_found(words: str, right: str, wrong: str) -> None:
    for figure, count in ((right, 0), (wrong, 1)):
        text = f"年度履职回顾\n一、服务群众\n{words.format(figure)}\n"
        findings = audit_report(interpret(read_document(text.encode(), "甲.txt"))).findings
        assert sum(finding.rule in {"N20", "N21", "N22"} for finding in findings) == count
