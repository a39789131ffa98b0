"""The narrative of a synthetic report: sentences of the genre in their usual variety, in words of our own."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from synthetic.accounts import Accounts, Item, Pair, name_of
from synthetic.pieces import Block, Heading, Mark, Paragraph, Piece, Text, text
from synthetic.style import Style
from synthetic.tables import economic_codes, numeral

_MORE = ["人员调资", "业务量增加", "办公设备更新", "信息系统升级", "离退休人员增加"]
_LESS = ["厉行节约", "在职人员退休", "项目进度调整", "压减一般性支出", "部分采购结余"]
_INCOME = {"superior_subsidy": "上级补助收入", "business": "事业收入", "other": "其他收入"}
_KINDS = {"goods": "货物", "works": "工程", "services": "服务"}


@dataclass(slots=True)
class Writer:
    """Writes one report's narrative."""

    found: Accounts
    style: Style
    unit: str
    rng: random.Random

    def sections(self) -> list[Block]:
        """All numbered sections in the order of the outline."""
        make: list[tuple[str, Callable[[], list[Block]]]] = [
            ("收入支出决算总体情况说明", self.totals),
            ("收入决算情况说明", self.income),
            ("支出决算情况说明", self.expenditure),
            ("财政拨款收入支出决算总体情况说明", self.appropriation),
            ("一般公共预算财政拨款支出决算情况说明", self.general),
            ("一般公共预算财政拨款基本支出决算情况说明", self.basic),
        ]
        three_public = ("财政拨款“三公”经费支出决算情况说明", self.three_public)
        fund = ("政府性基金预算财政拨款收入支出决算情况说明", self.fund)
        suffix = "收入支出" if self.style.place == "shanghai" else "支出"
        capital = (f"国有资本经营预算财政拨款{suffix}决算情况说明", self.state_capital)
        late = self.style.place == "wuhan" and self.style.year >= 2022
        make += [fund, capital, three_public] if late else [three_public, fund, capital]
        if self.style.place == "shanghai":
            make += [("预算绩效管理情况", self.managed), ("其他重要事项的情况说明", self.others)]
        else:
            make += [
                ("机关运行经费支出情况", self.running),
                ("政府采购支出情况", self.procurement),
                ("国有资产占用情况", self.assets),
                ("预算绩效情况说明", self.performance),
            ]
        blocks: list[Block] = []
        for number, (title, write) in enumerate(make, 1):
            blocks.append(Heading(2, (f"{numeral(number)}、{title}",)))
            blocks.extend(write())
        return blocks

    # -- phrases

    def money(self, fen: int, **how: bool) -> Text:
        return self.style.money(fen, **how)

    def rate(self, part: int, whole: int, **how: bool) -> Piece:
        return self.style.rate(part, whole, **how)

    def bracket(self, inner: str) -> str:
        return f"（{inner}）" if self.style.wide else f"({inner})"

    def because(self, more: bool) -> str:
        return self.rng.choice(_MORE if more else _LESS)

    def compared(self, subject: str, now: int, then: int, *, each: bool = False, reason: bool = True) -> Text:
        """与上年相比…: amounts and rates of change, or level."""
        lead = self.rng.choice([f"与{self.style.year - 1}年度相比，", f"比{self.style.year - 1}年度"])
        lead = f"{lead}{subject}" if lead.endswith("，") else f"{subject}{lead}"
        difference = now - then
        if self.shown(difference) == 0:
            return text(f"{lead}持平。")
        more = difference > 0
        verb, rise = ("增加", "增长") if more else ("减少", "下降")
        rated = self.style.rate(abs(difference), then) if then else None
        parts: list[Piece | Text] = [
            lead,
            "各" if each else "",
            Mark(verb, "sign"),
            self.money(abs(difference), loose=True),
        ]
        if rated is not None:
            parts += ["，", Mark(rise, "sign"), rated]
        if reason:
            parts += [self.rng.choice(["，主要原因是", "。主要原因是"]), self.because(more)]
        return text(*parts, "。")

    def shown(self, fen: int) -> float:
        return float(self.style.digits(fen).replace(",", ""))

    def item_name(self, code: str) -> tuple[str, str, str]:
        year = self.style.year
        return name_of(code[:3], year), name_of(code[:5], year), name_of(code, year)

    # -- sections

    def totals(self) -> list[Block]:
        now, then = self.found.grand_total, self.found.prior["grand_total"]
        if self.style.place == "shanghai":
            lead, subject, each = f"{self.unit}{self.style.year}年度收入支出总计", "收入支出总计", False
        else:
            lead, subject, each = f"{self.style.year}年度收、支总计", "收、支总计", True
        return [Paragraph(text(lead, self.money(now), "。", self.compared(subject, now, then, each=each)))]

    def shares(self, parts: list[tuple[str, int]], whole: int, base: str) -> Text:
        found: list[Piece | Text] = []
        for index, (name, amount) in enumerate(parts):
            found += ["；" if index else "", name, self.money(amount), f"，占{base}", self.rate(amount, whole)]
        return text(*found)

    def income(self) -> list[Block]:
        parts = [("财政拨款收入", self.found.appropriation)]
        parts += [(_INCOME[kind], amount) for kind, amount in self.found.other_income.items() if amount]
        base = "本年收入" if self.style.place == "wuhan" else ""
        lead = f"{self.style.year}年度收入合计" if self.style.place == "wuhan" else "本年收入合计"
        end = "其中：" if self.rng.random() < 0.7 else "包括："
        return [
            Paragraph(
                text(lead, self.money(self.found.income), f"，{end}", self.shares(parts, self.found.income, base), "。")
            )
        ]

    def expenditure(self) -> list[Block]:
        parts = [("基本支出", self.found.basic), ("项目支出", self.found.project)]
        base = "本年支出" if self.style.place == "wuhan" else ""
        lead = f"{self.style.year}年度支出合计" if self.style.place == "wuhan" else "本年支出合计"
        whole = self.found.expenditure
        return [Paragraph(text(lead, self.money(whole), "，其中：", self.shares(parts, whole, base), "。"))]

    def appropriation(self) -> list[Block]:
        now, then = self.found.appropriation_total, self.found.prior["appropriation_total"]
        if self.style.place == "shanghai":
            lead, subject, each = f"{self.unit}{self.style.year}年度财政拨款收入支出总计", "财政拨款收入支出总计", False
        else:
            lead, subject, each = f"{self.style.year}年度财政拨款收、支总计", "财政拨款收、支总计", True
        return [Paragraph(text(lead, self.money(now), "。", self.compared(subject, now, then, each=each)))]

    def general(self) -> list[Block]:
        found = self.found
        whole = f"{self.style.year}年度一般公共预算财政拨款支出"
        one, two, three = (self.bracket(n) for n in "一二三")
        blocks: list[Block] = [
            Heading(3, (f"{one}一般公共预算财政拨款支出决算总体情况",)),
            Paragraph(
                text(
                    whole,
                    self.money(found.general),
                    "，占本年支出合计的",
                    self.rate(found.general, found.expenditure),
                    "。",
                    self.compared("一般公共预算财政拨款支出", found.general, found.prior["general"]),
                )
            ),
            Heading(3, (f"{two}一般公共预算财政拨款支出决算结构情况",)),
            Paragraph(text(whole, self.money(found.general), "，主要用于以下方面：", self.structure(), "。")),
            Heading(3, (f"{three}一般公共预算财政拨款支出决算具体情况",)),
            Paragraph(self.against_budget(whole, found.general, found.budget)),
        ]
        items = [item for item in found.items if item.general]
        blocks += [self.item(number, item) for number, item in enumerate(items, 1)]
        return blocks

    def structure(self) -> Text:
        parts = []
        for code, amount in self.found.by_class(lambda i: i.general).items():
            parts.append((self.style.levels(name_of(code, self.style.year)), amount))
        return self.shares(parts, self.found.general, "")

    def against_budget(self, subject: str, actual: int, budget: int) -> Text:
        """年初预算为…，支出决算为…，完成年初预算的…"""
        completed = text("，完成年初预算的", self.rate(actual, budget)) if budget else ()
        end = self.why(actual, budget)
        return text(subject, "年初预算为", self.money(budget), "，支出决算为", self.money(actual), completed, end)

    def why(self, actual: int, budget: int, base: str = "年初预算数") -> Text:
        if self.shown(actual) == self.shown(budget):
            return text(self.rng.choice(["。", f"，决算数与{base}持平。"]))
        word = "大于" if actual > budget else "小于"
        start = self.rng.choice(
            [f"，支出决算数{{}}{base}的主要原因是", f"。决算数{{}}{base}的主要原因：", f"，决算数{{}}{base}，主要是"]
        )
        before, after = start.split("{}")
        return text(before, Mark(word, "sign"), after, self.because(actual > budget), "。")

    def item(self, number: int, item: Item) -> Paragraph:
        path = self.item_name(item.code)
        left, right = ("（", "）") if self.style.wide else ("(", ")")
        names = text(
            path[0],
            f"{left}类{right}",
            Mark(path[1], "name"),
            f"{left}款{right}",
            Mark(path[2], "name"),
            f"{left}项{right}",
        )
        lead = f"{number}、" if self.style.place == "shanghai" else f"{number}."
        if not item.budget:
            body = text(
                "年初预算为", self.money(0), "，支出决算为", self.money(item.general), "，支出决算数", Mark("大于", "sign"), "年初预算数的主要原因是年中追加预算。"
            )  # fmt: skip
        else:
            body = self.against_budget("", item.general, item.budget)
        return Paragraph(text(lead, names, "。", body))

    def basic(self) -> list[Block]:
        found = self.found
        lists = []
        for classes in (("301", "303"), ("302", "310")):
            codes = [
                code for code in economic_codes(*classes) if len(code) == 5 and self.shown(found.economic.get(code, 0))
            ]
            lists.append([Mark(name_of(code, self.style.year, "economic_dept"), "name") for code in codes])
        personnel, operating = ([p for i, n in enumerate(names) for p in (("、" if i else ""), n)] for names in lists)
        lead = f"{self.style.year}年度一般公共预算财政拨款基本支出"
        blocks: list[Block] = [Paragraph(text(lead, self.money(found.general_basic), "，其中："))]
        blocks.append(Paragraph(text("人员经费", self.money(found.personnel), "，主要包括：", *personnel, "。")))
        blocks.append(Paragraph(text("公用经费", self.money(found.operating), "，主要包括：", *operating, "。")))
        return blocks

    def fund(self) -> list[Block]:
        found = self.found
        if not found.fund:
            return [Paragraph(("本单位当年没有政府性基金预算财政拨款收入和支出。",))]
        parts: list[Piece | Text] = [f"{self.style.year}年度政府性基金预算财政拨款"]
        if found.fund_opening:
            parts += ["年初结转和结余", self.money(found.fund_opening), "，"]
        parts += ["本年收入", self.money(found.fund_income), "，本年支出", self.money(found.fund)]
        if found.fund_closing:
            parts += ["，年末结转和结余", self.money(found.fund_closing)]
        return [Paragraph(text(*parts, "。"))]

    def state_capital(self) -> list[Block]:
        return [Paragraph(("本单位当年没有国有资本经营预算财政拨款收入和支出。",))]

    def three_public(self) -> list[Block]:
        total = self.found.three_public
        one, two = self.bracket("一"), self.bracket("二")
        base = "预算" if self.style.place == "wuhan" and self.style.year >= 2022 else "年初预算"
        blocks: list[Block] = [Heading(3, (f"{one}“三公”经费财政拨款支出决算总体情况",))]
        if not (total.budget or total.actual or total.prior):
            blocks.append(Paragraph((f"{self.style.year}年度没有“三公”经费财政拨款预算和支出。",)))
            return blocks
        lead = f"{self.style.year}年度“三公”经费财政拨款支出"
        blocks.append(Paragraph(self.pair(lead, total, base)))
        blocks.append(Heading(3, (f"{two}“三公”经费财政拨款支出决算具体情况",)))
        blocks.append(Paragraph(text("1.", self.pair_or_none("因公出国（境）费", self.found.abroad, base))))
        blocks.append(Paragraph(text("2.", self.pair_or_none("公务用车购置及运行维护费", self.found.vehicle, base))))
        if self.found.vehicle.actual:
            one, two = self.bracket("1"), self.bracket("2")
            purchase, operation = self.found.purchase.actual, self.found.operation.actual
            bought = (
                text(f"{one}公务用车购置费支出", self.money(purchase), "。")
                if purchase
                else text(f"{one}无公务用车购置费支出。")
            )
            ran = (
                text(f"{two}公务用车运行维护费支出", self.money(operation), "，用于车辆燃料、维修和保险。")
                if operation
                else ()
            )
            blocks += [Paragraph(bought)] + ([Paragraph(ran)] if ran else [])
        blocks.append(Paragraph(text("3.", self.pair_or_none("公务接待费", self.found.reception, base))))
        if self.found.reception.actual:
            batches, people = self.found.receptions
            blocks.append(
                Paragraph(
                    text(
                        "全年国内公务接待",
                        Mark(str(batches), "count", touched=False),
                        "批次、",
                        Mark(str(people), "count", touched=False),
                        "人次。",
                    )
                )
            )
        return blocks

    def pair(self, lead: str, pair: Pair, base: str) -> Text:
        if not pair.budget:
            opened = text(lead, f"{base}为", self.money(0), "，支出决算为", self.money(pair.actual))
        else:
            opened = text(
                lead, f"{base}为", self.money(pair.budget), "，支出决算为", self.money(pair.actual), f"，完成{base}的", self.rate(pair.actual, pair.budget)
            )  # fmt: skip
        difference = pair.actual - pair.prior
        if self.shown(difference) == 0:
            return text(opened, "，与上年持平。")
        verb, rise = ("增加", "增长") if difference > 0 else ("减少", "下降")
        touched = bool(pair.actual and pair.prior)
        change = text("；较上年", Mark(verb, "sign"), self.money(abs(difference), loose=True, touched=touched))
        if pair.prior:
            change = text(change, "，", Mark(rise, "sign"), self.style.rate(abs(difference), pair.prior))
        return text(opened, change, f"，主要原因是{self.because(difference > 0)}。")

    def pair_or_none(self, name: str, pair: Pair, base: str) -> Text:
        if not (pair.budget or pair.actual or pair.prior):
            return text(f"{name}无预算，无支出。")
        return self.pair(name, pair, base)

    def running(self) -> list[Block]:
        now, then = self.found.operating, self.found.prior["operating"]
        lead = f"{self.style.year}年度{self.unit}机关运行经费支出"
        return [Paragraph(text(lead, self.money(now), "。", self.compared("机关运行经费", now, then)))]

    def procurement(self) -> list[Block]:
        found = self.found
        total = sum(found.procurement.values())
        parts: list[Piece | Text] = [f"{self.style.year}年度{self.unit}政府采购支出总额", self.money(total), "，其中："]
        for index, (kind, amount) in enumerate(sorted(found.procurement.items())):
            parts += ["、" if index else "", f"政府采购{_KINDS[kind]}支出", self.money(amount)]
        parts += [
            "。授予中小企业合同金额",
            self.money(found.sme),
            "，占政府采购支出总额的",
            self.rate(found.sme, total),
        ]
        parts += [
            "，其中：授予小微企业合同金额",
            self.money(found.micro),
            "，占授予中小企业合同金额的",
            self.rate(found.micro, found.sme),
            "。",
        ]
        return [Paragraph(text(*parts))]

    def assets(self) -> list[Block]:
        count = self.found.vehicles
        lead = f"截至{self.style.year}年12月31日，{self.unit}共有车辆"
        if not count:
            return [Paragraph((f"{lead}0辆，没有单价100万元（含）以上设备。",))]
        parts: list[Piece | Text] = [lead, Mark(str(count), "count"), "辆，其中："]
        kinds = ["应急保障用车", "其他用车"] if count > 1 else ["应急保障用车"]
        split = [count] if count == 1 else [1, count - 1]
        for index, (kind, number) in enumerate(zip(kinds, split, strict=True)):
            parts += ["、" if index else "", kind, Mark(str(number), "count"), "辆"]
        return [Paragraph(text(*parts, "。没有单价100万元（含）以上设备。"))]

    def performance(self) -> list[Block]:
        found = self.found
        one, two, three, four = (self.bracket(n) for n in "一二三四")
        spent = sum(project.actual for project in found.projects)
        general = found.spent(lambda i: i.project)
        overall = found.overall
        blocks: list[Block] = [
            Heading(3, (f"{one}预算绩效管理工作开展情况",)),
            Paragraph(
                text(
                    f"我单位组织对{self.style.year}年度一般公共预算项目支出开展绩效自评，共涉及项目",
                    Mark(str(len(found.projects)), "count"),
                    "个，资金",
                    self.money(spent),
                    "，占一般公共预算项目支出总额的",
                    self.rate(spent, general),
                    "。",
                )
            ),
            Heading(3, (f"{two}单位整体支出自评结果",)),
            Paragraph(
                text(
                    "我单位整体支出全年预算数为",
                    self.money(overall.budget),
                    "，执行数为",
                    self.money(overall.actual),
                    "，其中基本支出",
                    self.money(found.basic),
                    "，项目支出",
                    self.money(found.project),
                    "，预算执行率为",
                    self.rate(overall.actual, overall.budget),
                    "。",
                )
            ),
            Heading(3, (f"{three}项目支出自评结果",)),
            Paragraph((f"我单位共自评{len(found.projects)}个项目。",)),
        ]
        for number, project in enumerate(found.projects, 1):
            blocks.append(
                Paragraph(
                    text(
                        f"{number}.{project.name}项目绩效自评综述：项目全年预算数为",
                        self.money(project.budget),
                        "，执行数为",
                        self.money(project.actual),
                        "，完成预算的",
                        self.rate(project.actual, project.budget),
                        f"。主要产出和效益是：{project.indicators[0].name}等目标已按计划推进。",
                    )
                )
            )
        blocks.append(Heading(3, (f"{four}绩效自评结果应用情况",)))
        blocks.append(Paragraph(("自评结果用于编制下年度预算和改进项目管理。",)))
        return blocks

    def managed(self) -> list[Block]:
        found = self.found
        spent = sum(project.budget for project in found.projects)
        count = len(found.projects)
        return [
            Paragraph(
                text(
                    f"{self.unit}{self.style.year}年度开展绩效自评的项目",
                    Mark(str(count), "count", touched=False),
                    "个，涉及预算金额",
                    self.money(spent, touched=False),
                    "。",
                )
            )
        ]

    def others(self) -> list[Block]:
        one, two, three = (self.bracket(n) for n in "一二三")
        return [
            Heading(3, (f"{one}机关运行经费支出情况",)),
            *self.running(),
            Heading(3, (f"{two}政府采购支出情况",)),
            *self.procurement(),
            Heading(3, (f"{three}国有资产占有使用情况说明",)),
            *self.assets(),
        ]
