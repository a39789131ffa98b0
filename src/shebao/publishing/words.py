"""words.yaml: what a unit says in its own words; every mistake is collected with its key and reason."""

from __future__ import annotations

import re

from shebao.accounts.importing.documents import Document
from shebao.accounts.importing.rejects import ImportRejected
from shebao.composing.words import KeyWork, Words
from shebao.report.outline import known_sections

_TOPIC = re.compile(
    r"(totals|income|expenditure|appropriation|general|running_costs)(\.[a-z_]+)?|"
    r"three_public(\.(abroad|vehicles|vehicle_purchase|vehicle_operation|reception))?(\.(prior|use))?|"
    r"(items|uses|fund|state_capital)\.\d{3,7}"
)
_PERFORMANCE = {"work", "system", "overall", "use", "rectified", "problems"}
_TITLE = 40


def words_of(document: Document) -> Words:
    """The words that a document says. Raises ImportRejected with every mistake."""
    words = Words(
        duties=document.texts("duties"),
        organisation=document.texts("organisation"),
        staff=document.texts("staff"),
        reasons=_reasons(document),
        key_work=tuple(_key_work(part) for part in document.parts("key_work")),
        performance=_performance(document),
        remarks=_remarks(document),
        terms=tuple(_term(part) for part in document.parts("terms")),
        attachments=document.texts("attachments"),
    )
    document.done()
    if document.rejects:
        raise ImportRejected(document.rejects)
    return words


def _reasons(document: Document) -> dict[str, str]:
    part = document.part("reasons")
    found = part.words_of()
    for topic in found:
        if not _TOPIC.fullmatch(topic):
            part.reject(
                topic,
                "",
                "unknown_topic",
                "没有这个主题",
                "如 totals、general.budget、three_public.reception、items.2080109",
            )
    return found


def _performance(document: Document) -> dict[str, str]:
    part = document.part("performance")
    found = part.words_of()
    for key in found:
        if key not in _PERFORMANCE and not key.startswith(("project:", "problem:", "measure:")):
            part.reject(
                key,
                "",
                "unknown_key",
                "没有这个键",
                f"可用的键：{'、'.join(sorted(_PERFORMANCE))}，或 project:项目名称",
            )
    return found


def _remarks(document: Document) -> dict[str, tuple[str, ...]]:
    part = document.part("remarks")
    found = {kind: part.texts(kind) for kind in part}
    for kind in found:
        if kind not in known_sections():
            part.reject(kind, "", "unknown_section", "没有这个章节", "如 narrative.totals、narrative.assets")
    return found


def _key_work(part: Document) -> KeyWork:
    found = KeyWork(part.text("title"), part.text("text", ""), part.text("goal", ""), part.text("completion", ""))
    if not (found.text or found.completion):
        part.reject("text", "", "missing", "重点工作没有写完成情况", "填 text（叙述）或 completion（表格中的完成情况）")
    if found.title and (len(found.title) > _TITLE or set(found.title.rstrip("。")) & set("。：；:;\n")):
        part.reject(
            "title", found.title, "no_title", "不能作标题", f"写成一句短语，不超过 {_TITLE} 字，不用句号、冒号、分号"
        )
    part.done()
    return found


def _term(part: Document) -> tuple[str, str]:
    found = part.text("term"), part.text("text")
    if len(found[0]) > _TITLE or set(found[0]) & set("。：；:;\n"):
        part.reject("term", found[0], "no_term", "不能作词条", f"写成不超过 {_TITLE} 字的名词")
    part.done()
    return found
