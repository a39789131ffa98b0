"""One vocabulary: insurance lines (险种), who pays, kinds of insured people (参保身份), schemes of the pension line.

Spellings of others (Chinese, the codes of AAE140, words of earlier versions) are mapped where they are read, by the
tables here; everything inside knows only these words.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType


class Line(StrEnum):
    """An insurance line (险种)."""

    PENSION = "pension"
    ANNUITY = "annuity"
    UNEMPLOYMENT = "unemployment"
    INJURY = "injury"


class Payer(StrEnum):
    """Who pays a contribution."""

    EMPLOYER = "employer"
    EMPLOYEE = "employee"


class Insured(StrEnum):
    """A kind of insured people (参保身份). An agency (机关) is outside unemployment insurance, an institution is not."""

    EMPLOYEE = "employee"
    FLEXIBLE = "flexible"
    INSTITUTION = "institution"
    AGENCY = "agency"
    RESIDENT = "resident"


class Scheme(StrEnum):
    """A scheme of the pension line (养老保险制度)."""

    EMPLOYEE = "employee"
    PUBLIC = "public"
    RESIDENT = "resident"


LINE_LABELS = MappingProxyType(
    {
        Line.PENSION: "基本养老保险",
        Line.ANNUITY: "职业年金",
        Line.UNEMPLOYMENT: "失业保险",
        Line.INJURY: "工伤保险",
    }
)
PAYER_LABELS = MappingProxyType({Payer.EMPLOYER: "单位", Payer.EMPLOYEE: "个人"})
INSURED_LABELS = MappingProxyType(
    {
        Insured.EMPLOYEE: "企业职工",
        Insured.FLEXIBLE: "灵活就业人员",
        Insured.INSTITUTION: "事业单位工作人员",
        Insured.AGENCY: "机关工作人员",
        Insured.RESIDENT: "城乡居民",
    }
)
SCHEME_LABELS = MappingProxyType(
    {Scheme.EMPLOYEE: "企业职工", Scheme.PUBLIC: "机关事业单位", Scheme.RESIDENT: "城乡居民"}
)
SCHEMES_OF = MappingProxyType(
    {
        Insured.EMPLOYEE: Scheme.EMPLOYEE,
        Insured.FLEXIBLE: Scheme.EMPLOYEE,
        Insured.INSTITUTION: Scheme.PUBLIC,
        Insured.AGENCY: Scheme.PUBLIC,
        Insured.RESIDENT: Scheme.RESIDENT,
    }
)
"""The pension scheme of each kind of insured."""

LINE_SPELLINGS = MappingProxyType(
    dict.fromkeys(("养老", "养老保险", "基本养老保险", "pension"), Line.PENSION)
    | dict.fromkeys(("失业", "失业保险", "unemployment"), Line.UNEMPLOYMENT)
    | dict.fromkeys(("工伤", "工伤保险", "injury"), Line.INJURY)
    | dict.fromkeys(("职业年金", "年金", "annuity"), Line.ANNUITY)
)
CONTRIBUTOR_SPELLINGS = MappingProxyType(
    dict.fromkeys(("职工", "企业", "企业职工", "城镇职工", "employee", "staff", "enterprise"), Insured.EMPLOYEE)
    | dict.fromkeys(("灵活就业", "灵活就业人员", "个体", "自由职业", "flexible"), Insured.FLEXIBLE)
    | dict.fromkeys(("机关事业", "机关事业单位", "机关事业单位工作人员", "institution"), Insured.INSTITUTION)
    | dict.fromkeys(("事业单位", "事业单位工作人员"), Insured.INSTITUTION)
    | dict.fromkeys(("机关", "机关工作人员", "公务员", "agency"), Insured.AGENCY)
)
"""How the kind of an insured person who pays monthly contributions may be written."""
SCHEME_SPELLINGS = MappingProxyType(
    dict.fromkeys(("企业职工", "职工", "企业", "企业职工养老", "企业职工基本养老保险"), Scheme.EMPLOYEE)
    | dict.fromkeys(("灵活就业", "110", "employee", "enterprise"), Scheme.EMPLOYEE)
    | dict.fromkeys(("机关事业单位", "机关事业", "机关事业单位养老", "机关事业单位养老保险"), Scheme.PUBLIC)
    | dict.fromkeys(("机关事业单位基本养老保险", "120", "public", "institution"), Scheme.PUBLIC)
    | dict.fromkeys(("城乡居民", "居民", "城乡居民养老", "城乡居民基本养老保险"), Scheme.RESIDENT)
    | dict.fromkeys(("170", "resident"), Scheme.RESIDENT)
)
"""How a pension scheme may be written: in cases, notices and rosters."""
