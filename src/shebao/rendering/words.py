"""Words that every rendering shares: severities, places, and findings arranged under their causes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shebao.auditing.findings import AuditResult, Finding
from shebao.auditing.verdicts import Severity
from shebao.report import Report
from shebao.report.account import Part
from shebao.report.kinds import KIND_TITLES, DocumentKind
from shebao.report.provenance import Place
from shebao.report.tables import TableState, table_specs

SEVERITY_NAMES = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}
FAMILY_NAMES = {
    "T": "表格",
    "N": "文字说明",
    "X": "前后对照",
    "P": "绩效自评",
    "S": "结构",
    "L": "语言",
}
STATE_NAMES = {
    TableState.READ: "已读取",
    TableState.EMPTY: "空表",
    TableState.NOTE_ONLY: "仅有说明",
    TableState.IMAGE: "图片，不能读取",
    TableState.UNREADABLE: "未能还原行列",
}
PART_NAMES = {
    Part.TABLES: "决算表",
    Part.NOTES: "表下说明",
    Part.NARRATIVE: "情况说明",
    Part.FORMS: "绩效自评表",
    Part.KEY_WORK: "重点工作",
    Part.KEY_WORK_TABLE: "重点工作表",
    Part.GLOSSARY: "名词解释",
    Part.OTHER: "其他",
}
BLANK = "空"  # the value of an operand whose cell is blank
KIND_NAMES = {"unit": "单位决算", "department": "部门决算", "": "决算"}


@dataclass(frozen=True, slots=True)
class Chain:
    """A finding that stands for itself, with those that follow from it."""

    finding: Finding
    consequences: tuple[Finding, ...]

    @property
    def severity(self) -> Severity:
        """The gravest severity in it: an error does not hide under the slip that it follows from."""
        return min((f.severity for f in (self.finding, *self.consequences)), key=list(Severity).index)


def chains(findings: Sequence[Finding]) -> tuple[Chain, ...]:
    """Findings with their consequences, in reading order; one whose cause was filtered out stands for itself."""
    known = {finding.id: finding for finding in findings}
    following: dict[str, list[Finding]] = {}
    roots = []
    for finding in findings:
        root = _root(finding, known)
        if root is finding:
            roots.append(finding)
        else:
            following.setdefault(root.id, []).append(finding)
    return tuple(Chain(root, tuple(following.get(root.id, ()))) for root in roots)


def _root(finding: Finding, known: dict[str, Finding]) -> Finding:
    seen = {finding.id}
    while finding.cause in known and finding.cause not in seen:
        finding = known[finding.cause]
        seen.add(finding.id)
    return finding


def counts(found: Iterable[Chain]) -> dict[Severity, int]:
    """How many chains there are of each severity: one mistake counts once, whatever follows from it."""
    numbers = dict.fromkeys(Severity, 0)
    for chain in found:
        numbers[chain.severity] += 1
    return numbers


UNCHECKED = "没有读到可以核对的内容，没有审核；不等于没有问题"


def verdict_words(result: AuditResult) -> str:
    """错误 8 处，警告 4 处；另有 3 处由上述问题引起."""
    findings = result.findings
    if not findings:
        return UNCHECKED if result.nothing_checked else "没有发现问题"
    found = chains(findings)
    words = "，".join(f"{SEVERITY_NAMES[severity]} {n} 处" for severity, n in counts(found).items() if n)
    following = len(findings) - len(found)
    return words + (f"；另有 {following} 处由上述问题引起" if following else "")


def place_words(place: Place) -> str:
    """第 3 页第 12 行; '' where nothing is known."""
    page = f"第 {place.page} 页" if place.page is not None else ""
    line = f"第 {place.line} 行" if place.line is not None and place.box is None else ""
    return page + line


def title_words(report: Report) -> str:
    """示例市社会保险中心 2022 年度单位决算."""
    identity = report.identity
    year = f"{identity.fiscal_year} 年度" if identity.fiscal_year else "（年度未能识别）"
    return f"{identity.unit or '（单位未能识别）'} {year}{kind_words(report)}"


def kind_words(report: Report) -> str:
    """单位决算, 部门预算, 项目支出绩效自评表: what the document is."""
    kind = KIND_NAMES.get(report.identity.kind, "决算")
    match report.document:
        case DocumentKind.FINAL_ACCOUNTS:
            return kind
        case DocumentKind.BUDGET:
            return kind.replace("决算", "预算")
        case DocumentKind.EXCERPT:
            return f"{kind}（节选）"
        case other:
            return KIND_TITLES[other]


def tables_words(report: Report) -> list[str]:
    """Each table that was found with its state where that is not READ, then those that were not found."""
    found = {table.id for table in report.tables}
    words = []
    for table in report.tables:
        state = "" if table.state is TableState.READ else f"（{STATE_NAMES[table.state]}）"
        words.append(f"{table.spec.title}{state}")
    if report.document is not DocumentKind.FINAL_ACCOUNTS:
        return words or [f"没有读到{'预' if report.document is DocumentKind.BUDGET else '决'}算表"]
    missing = [spec.title for table_id, spec in table_specs().items() if table_id not in found]
    return words + ([f"未见：{'、'.join(missing)}"] if missing else [])


def contents_words(report: Report) -> list[str]:
    """The other contents of a report in a few words each."""
    parts = [section.title for section in report.sections if section.title]
    narrative = sum(1 for section in report.walk() if section.level == 2 and section.kind.startswith("narrative"))
    counted = [
        (len(parts), "部分"),
        (narrative, "节情况说明"),
        (len(report.forms), "张绩效自评表"),
        (len(report.key_work) or len(report.key_work_table), "项重点工作"),
        (len(report.glossary), "条名词解释"),
    ]
    return [f"{count} {name}" for count, name in counted if count]


def coverage_words(result: AuditResult) -> str:
    """报告印有 410 个数字，读出 400 个，核对了其中 398 个（97%）."""
    coverage = result.coverage
    if not coverage.figures:
        return "没有读到数字"
    percent = coverage.decided * 100 // coverage.figures
    read = f"读出 {coverage.read} 个，" if coverage.read < coverage.figures else ""
    return f"报告印有 {coverage.figures} 个数字，{read}核对了其中 {coverage.decided} 个（{percent}%）"


def coverage_parts_words(result: AuditResult) -> list[str]:
    """By part: 决算表 195/195, 情况说明 80/101; decided of printed."""
    return [f"{PART_NAMES[part.part]} {part.decided}/{part.figures}" for part in result.coverage.parts]


def unread_words(result: AuditResult) -> list[str]:
    """Why figures were not read, the most frequent reason first: 12 个数字没有读：…."""
    return [f"{count} 个数字没有读：{reason}" for reason, count in result.coverage.unread]
