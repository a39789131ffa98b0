"""Figures in a unit's own words are facts and claims of its report."""

from __future__ import annotations

import dataclasses

from composing.manuscripts import EXAMPLES
from composing.plain_document import plain_document
from shebao.auditing.audit import audit_report
from shebao.composing import compose
from shebao.composing.manuscript import Paragraph
from shebao.composing.words import KeyWork
from shebao.publishing.folder import read_material
from shebao.publishing.own_words import with_own_words
from shebao.reading.report import interpret
from shebao.report.likeness import statements_of

TARGET = "社保扩面净增15363人次，完成年度目标15000人次的102.4%。"


def material(text):
    found = read_material(EXAMPLES / "city-centre-2023")
    work = (KeyWork("扩大参保", text, "净增参保", "已完成"),)
    return dataclasses.replace(found, words=dataclasses.replace(found.words, key_work=work))


def test_a_target_in_the_key_work_is_a_claim():
    before, after = compose(material(TARGET)), with_own_words(material(TARGET))
    more = statements_of(after.report) - statements_of(before.report)
    assert [key[0] for key in more] == ["completion"]
    assert statements_of(interpret(plain_document(after))) == statements_of(after.report)
    assert audit_report(interpret(plain_document(after))).findings == ()


def test_a_false_target_is_found_by_the_audit():
    false = with_own_words(material(TARGET.replace("102.4%", "120.4%")))
    assert audit_report(interpret(plain_document(false))).findings


def test_what_was_composed_is_never_stated_twice():
    plain, told = compose(material("没有数字。")), with_own_words(material("没有数字。"))
    assert statements_of(plain.report) == statements_of(told.report)


def test_ordinals_and_marks_of_people_do_not_become_headings_or_slots():
    found = read_material(EXAMPLES / "city-centre-2023")
    words = dataclasses.replace(
        found.words,
        duties=("一、负责参保登记", "（二）负责待遇核定", "核定 \ue0003\ue001 缴费"),
        remarks={"narrative.assets": ("二、另有账外设备",)},
    )
    manuscript = with_own_words(dataclasses.replace(found, words=words))
    texts = [block.text for block in manuscript.blocks if isinstance(block, Paragraph)]
    assert {"1.负责参保登记。", "2.负责待遇核定。", "核定 3 缴费。", "1.另有账外设备。"} <= set(texts)
    assert audit_report(interpret(plain_document(manuscript))).findings == ()
