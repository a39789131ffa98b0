"""Kinds of documents: what a file discloses decides which rules apply to it and what is asked of it."""

from __future__ import annotations

from enum import StrEnum


class DocumentKind(StrEnum):
    """What a document is, whoever wrote it."""

    FINAL_ACCOUNTS = "final_accounts"  # 决算公开, whole
    BUDGET = "budget"  # 预算公开
    OVERALL_FORM = "overall_form"  # 整体支出绩效自评表 alone
    PROJECT_FORM = "project_form"  # 项目支出绩效自评表 alone
    THREE_PUBLIC = "three_public"  # “三公”经费 alone
    EXCERPT = "excerpt"  # sections or tables of final accounts
    OTHER = "other"  # nothing of these


KIND_TITLES = {
    DocumentKind.FINAL_ACCOUNTS: "决算公开报告",
    DocumentKind.BUDGET: "预算公开报告",
    DocumentKind.OVERALL_FORM: "整体支出绩效自评表",
    DocumentKind.PROJECT_FORM: "项目支出绩效自评表",
    DocumentKind.THREE_PUBLIC: "“三公”经费公开",
    DocumentKind.EXCERPT: "决算公开报告的一部分",
    DocumentKind.OTHER: "其他文件",
}
AUDITABLE = "部门或单位的决算公开报告、预算公开报告，整体或项目支出绩效自评表，“三公”经费公开，以及其中的一节或一张表"
