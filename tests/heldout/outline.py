"""How a whole report is divided: parts, order of sections, numbering, glossary, key work."""

from dataclasses import dataclass

from heldout.blocks import Block, Heading, Para
from heldout.keywork import key_work
from heldout.vocabulary import Draw
from heldout.words import Words
from heldout.world import World

CN = "一二三四五六七八九十"
TITLES = {
    "totals": ["收入支出决算总体情况说明", "收支总体情况", "关于收入支出决算总体情况的说明"],
    "income": ["收入决算情况说明", "收入情况", "关于收入决算的说明"],
    "spending": ["支出决算情况说明", "支出情况", "关于支出决算的说明"],
    "appropriation": ["财政拨款收入支出决算总体情况说明", "财政拨款收支总体情况", "关于财政拨款收支决算的说明"],
    "general_all": ["一般公共预算财政拨款支出决算情况说明", "一般公共预算财政拨款支出情况", "关于一般公共预算财政拨款支出决算的说明"],
    "general": ["一般公共预算财政拨款支出决算总体情况", "总体情况", "支出规模"],
    "structure": ["一般公共预算财政拨款支出决算结构情况", "结构情况", "支出构成"],
    "detail": ["一般公共预算财政拨款支出决算具体情况", "具体情况", "按科目的执行情况"],
    "basic": ["一般公共预算财政拨款基本支出决算情况说明", "一般公共预算财政拨款基本支出情况", "关于基本支出决算的说明"],
    "fund": ["政府性基金预算财政拨款收入支出决算情况说明", "政府性基金预算财政拨款收支情况", "关于政府性基金预算收支决算的说明"],
    "capital": ["国有资本经营预算财政拨款支出决算情况说明", "国有资本经营预算财政拨款收支情况", "关于国有资本经营预算支出决算的说明"],
    "three": ["财政拨款“三公”经费支出决算情况说明", "“三公”经费支出情况", "关于“三公”经费支出决算的说明"],
    "running": ["机关运行经费支出说明", "机关运行经费支出情况", "关于机关运行经费的说明"],
    "procurement": ["政府采购支出说明", "政府采购支出情况", "关于政府采购支出的说明"],
    "assets": ["国有资产占用情况说明", "国有资产占有使用情况", "关于国有资产占用的说明"],
    "performance": ["预算绩效情况说明", "预算绩效管理工作开展情况", "关于预算绩效的说明"],
    "other": ["其他重要事项的情况说明", "其他重要事项", "关于其他重要事项的说明"],
}  # fmt: skip
HEAD = ["totals", "income", "spending", "appropriation", "general_all", "basic"]
ORDERS = [
    [*HEAD, "three", "fund", "capital", "running", "procurement", "assets", "performance"],
    [*HEAD, "fund", "capital", "three", "running", "procurement", "assets", "performance"],
    [*HEAD, "three", "fund", "capital", "performance", "running", "procurement", "assets"],
    [*HEAD, "three", "fund", "capital", "other(running procurement assets)", "performance"],
    [*HEAD, "fund", "three", "capital", "performance", "other(running procurement assets)"],
    [*HEAD, "fund", "capital", "three", "performance", "other(running procurement assets)"],
    [*HEAD, "three", "running", "procurement", "assets", "performance", "fund", "capital"],
]
PARTS = ["第{}部分 ", "第{}部分  ", "第{}章 ", "{}部分："]
PART_NUMBERS = [CN, CN, CN, "壹贰叁肆伍陆柒捌玖拾"]
SECTION_NUMBERS = ["{}、", "{}、", "（{}）"]


def cn(number: int) -> str:
    return CN[number - 1] if number <= 10 else "十" + CN[number - 11]


@dataclass
class Outline:
    """One report's numbering and order."""

    part: str
    digits: str
    order: list[str]
    title: int

    @classmethod
    def of(cls, draw: Draw) -> "Outline":
        at = draw.split([0, 1, 0, 2, 3]) if draw.sealed else draw.of([0, 1])
        return cls(PARTS[at], PART_NUMBERS[at], draw.split(ORDERS), draw.split([0, 0, 1, 2]))

    def parted(self, number: int, title: str) -> Heading:
        return Heading(self.part.format(self.digits[number - 1]) + title, 1)


def narrative(outline: Outline, told: dict[str, list[Para]]) -> list[Block]:
    """The explaining part; `a(b c)` puts sections b and c under a heading a."""
    blocks: list[Block] = []
    for number, entry in enumerate(outline.order, 1):
        name, _, inner = entry.partition("(")
        blocks.append(Heading(f"{cn(number)}、{TITLES[name][outline.title]}", 2))
        inside = (
            inner.rstrip(")").split() if inner else ["general", "structure", "detail"] if name == "general_all" else []
        )
        for at, part in enumerate(inside, 1):
            blocks.append(Heading(f"（{cn(at)}）{TITLES[part][outline.title]}", 3))
            blocks += told[part]
        blocks += [] if inside else told[name]
    return blocks


def overview(w: World, words: Words) -> list[Block]:
    duties = words.draw.split(["负责贯彻执行国家和省有关政策规定，承担本辖区业务的组织实施、指导和监督。",
                               "主要承担本地区相关业务的经办、服务、统计和档案管理，完成上级交办的任务。",
                               "贯彻落实上级决策部署，组织开展法定职责范围内的管理服务，指导基层开展工作。"])  # fmt: skip
    made = words.draw.split([f"{w.unit}内设办公室、业务科、财务科3个科室，无下属预算单位。",
                             f"纳入{w.year}年度决算编制范围的单位共1个，即{w.unit}本级。",
                             f"从构成看，{w.unit}{w.kind}决算仅含本级，未设所属独立核算单位。"])  # fmt: skip
    return [Heading("一、主要职责", 2), Para(duties), Heading("二、机构设置及决算单位构成", 2), Para(made)]


GLOSSARY = [
    ("财政拨款收入", ["指本级财政当年拨付的资金。", "是单位从本级财政部门取得的各类预算资金。"]),
    (
        "基本支出",
        [
            "指为保障机构正常运转、完成日常工作任务发生的人员支出和公用支出。",
            "是维持机构日常运转所必需的人员和公用开支。",
        ],
    ),
    (
        "项目支出",
        ["指在基本支出之外为完成特定任务和事业发展目标发生的支出。", "是完成专门任务而在基本支出以外安排的开支。"],
    ),
    (
        "年末结转和结余",
        ["指当年未用完、按规定结转到下年继续使用的资金。", "是年度终了尚未列支、留待以后年度使用的资金。"],
    ),
    (
        "“三公”经费",
        [
            "指用财政拨款安排的因公出国（境）费、公务用车购置及运行维护费和公务接待费。",
            "包括因公出国（境）费、公务用车购置及运行维护费、公务接待费三项财政拨款开支。",
        ],
    ),
    ("机关运行经费", ["指保障单位运行用于购买货物和服务的各项资金。", "是为单位运转而购买货物、服务的日常公用开支。"]),
]


def glossary(w: World, words: Words) -> list[Block]:
    entries = [(name, words.draw.of(texts)) for name, texts in GLOSSARY]
    entries += [(w.other_name, "指单位取得的除上述拨款以外的相应收入。")] if w.other else []
    form = words.draw.split(["{}、{}：{}", "（{}）{}：{}", "{}、{}，{}"])
    return [Para(form.format(cn(at), name, text), "glossary") for at, (name, text) in enumerate(entries, 1)]


def work(w: World, words: Words, part: str) -> list[Block]:
    return [Heading(part, 1), *key_work(w, words)]
