"""Two numbers of one person made one (人员编号合并), or two again (撤销合并): the pure functions of `registry`, asked for and decided as a
service."""

from __future__ import annotations

from shebao.fields.problem import Wrong
from shebao.operations.handling.known import person_known
from shebao.operations.handling.outcome import Assessment, Outcome, assessed, outcome
from shebao.operations.handling.registry import Form, Party, effect
from shebao.operations.handling.situation import Situation
from shebao.operations.record.record import Record
from shebao.operations.record.rows import SubjectKind
from shebao.operations.registry.decisions import Decisions, Merging, read_decisions
from shebao.operations.registry.merging import MERGED_INTO, merge, merged_into
from shebao.operations.registry.unmerging import unmerge

_RULE = "社会保险经办条例第十一条"


@effect(
    "upkeep.merge",
    "人员编号合并",
    asks={
        "identity_number": "identity",
        "other": "whole",
        "decisions": "text",
        "evidence": "text",
        "way": "choice:merging",
    },
    optional=frozenset({"decisions", "way"}),
    basis=_RULE,
    person=Party.KNOWN,
    employer=Party.NOBODY,
)
def merge_records(situation: Situation, form: Form) -> Outcome:
    """Merges another number into the person's own, or takes a merge back; what cannot be told apart is decided row by row first."""
    kept, other = situation.record, situation.other
    known = [person_known(situation), _other_known(situation, form["other"])]
    if kept is None or other is None or other.kind is not SubjectKind.PERSON:
        return outcome(known, ())
    try:
        decisions = read_decisions(str(form.get("decisions") or "").replace("；", "\n"))
    except Wrong as wrong:
        return outcome([*known, _decided(False, wrong.reason)], ())
    if form.get("way") == "unmerge":
        return _unmerged(situation, kept, other, decisions, known)
    found = merge(kept, other, decisions, situation.known, situation.day)
    notices = [f"个人编号 {other.subject} 保留原来的记录和办件，注明并入 {kept.subject}"]
    return outcome([*known, *_assessed(found, decisions)], found.effects, notices)


def _unmerged(
    situation: Situation, kept: Record, other: Record, decisions: Decisions, known: list[Assessment]
) -> Outcome:
    """Both have again what they had; what came since goes to whom it belongs. The act corrects the one that merged them."""
    made = [one for one in other.known(situation.known).facts if one.register == MERGED_INTO]
    if not made or merged_into(other.known(situation.known)) != kept.subject:
        told = f"个人编号 {other.subject} 没有合并到 {kept.subject}；请核对两个编号"
        return outcome([*known, assessed("merged", "合并过", _RULE, False, told, "other")], ())
    found = unmerge(kept, other, made[-1].known_from, decisions, situation.known, situation.day)
    notices = [f"个人编号 {other.subject} 恢复使用；合并以后的办件留在 {kept.subject}"]
    return outcome([*known, *_assessed(found, decisions)], found.effects, notices, corrects=made[-1].act)


def _other_known(situation: Situation, number: int) -> Assessment:
    other = situation.other
    holds = other is not None and other.kind is SubjectKind.PERSON
    told = f"个人编号 {number}" if holds else f"没有个人编号 {number}；请核对要并入的编号"
    return assessed("other_known", "被合并的编号存在", _RULE, holds, told, "other")


def _assessed(found: Merging, decisions: Decisions) -> list[Assessment]:
    """Every problem, and every question with what may be answered, told at once."""
    against = [
        assessed(problem.code, "可以合并", _RULE, False, problem.words, "other", 位置=str(problem.place))
        for problem in found.problems
    ]
    asked = [f"{one.told}（可写 {'、'.join(one.answers)}）" for one in found.questions]
    against += [_decided(False, told) for told in asked]
    many = len(decisions.spells) + len(decisions.registers)
    return against or [_decided(True, f"已逐项决定 {many} 项" if many else "两个编号没有相互矛盾的内容")]


def _decided(holds: bool, told: str) -> Assessment:
    return assessed("decided", "不一致的内容已逐项决定", _RULE, holds, told, "decisions")
