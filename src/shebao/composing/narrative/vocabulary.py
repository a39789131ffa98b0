"""The words that sentence files may use: each prints something or tells a condition."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from shebao.composing.narrative.lookup import CLASS_LENGTH, ITEM_LENGTH, ZERO, Lookup, Quantity, SentenceError, Subject
from shebao.composing.narrative.performance import performance_words
from shebao.composing.narrative.printing import amount_text, joined, rate_of
from shebao.composing.narrative.voice import Voice, numbered, reason_words, sentence
from shebao.composing.narrative.worded import Comparison, Fulfilment
from shebao.evidence import Origin
from shebao.report.statements import Aspect

_ASPECTS = {"年初预算": Aspect.INITIAL_BUDGET, "全年预算": Aspect.ADJUSTED_BUDGET, "预算": Aspect.BUDGET}
_BRACKETS = {"half": ("(", ")"), "full": ("（", "）")}
_LEVELS = ("类", "款", "项")


def vocabulary(voice: Voice) -> dict[str, Any]:
    """The words for one section."""
    lookup = voice.lookup
    return {
        **_facts_of_the_report(lookup),
        **_figures(voice),
        **_subjects(voice),
        **_texts(voice),
        **performance_words(voice),
    }


def _facts_of_the_report(lookup: Lookup) -> dict[str, Any]:
    material, outline = lookup.material, lookup.outline
    is_department = material.identity.kind == "department"
    counts = material.counts
    return {
        "年度": str(lookup.year),
        "上年": str(lookup.year - 1),
        "单位": material.identity.unit,
        "词": "部门" if is_department else "单位",
        "我": "我部门" if is_department else "我单位",
        "本": "本部门" if is_department else "本单位",
        "首年": lookup.first_year,
        "到类级": outline.items == "class",
        "三公预算": outline.three_public_budget,
        "有机关运行经费": counts.running_costs,
        "下属单位": list(material.units),
        "上级": material.parent,
        "编号": lambda number: outline.item_mark.replace("{n}", str(number)),
        "下级编号": lambda number: outline.below_mark.replace("{n}", str(number)),
    }


def _quantity(lookup: Lookup, name: str | Quantity, subject: Subject | None = None) -> Quantity:
    if isinstance(name, Quantity):
        return name
    return lookup.actual(lookup.measure(name), subject.code if subject else "")


def _adding_up(whole: Quantity, parts: Sequence[Quantity], decimals: int) -> Quantity:
    """The whole that shares of a list are of: the sum of the displayed parts where shares of the displayed whole, which
    differs from it by rounding, would not add up to 100 percent."""
    added = sum((part.value for part in parts), ZERO)
    if not added or abs(added - whole.value) > Decimal("0.01") * len(parts) or not whole.value:
        return whole
    rates = sum((rate_of(part.value, whole.value, decimals) for part in parts), ZERO)
    return whole if abs(rates - 100) * 2 <= Decimal(len(parts)).scaleb(-decimals) else replace(whole, value=added)


def _figures(voice: Voice) -> dict[str, Any]:
    lookup, decimals = voice.lookup, voice.lookup.outline.rate_decimals
    counts = lookup.material.counts

    def amount(name: str, subject: Subject | None = None) -> str:
        return voice.state(_quantity(lookup, name, subject))

    def is_there(name: str, subject: Subject | None = None) -> bool:
        return _quantity(lookup, name, subject).value != ZERO

    def change(name: str) -> Comparison:
        measure = lookup.measure(name)
        return Comparison(voice, lookup.actual(measure), lookup.prior(measure), decimals)

    def completion(name: str, subject: Subject | None = None, budget: str = "年初预算", named: str = "") -> Fulfilment:
        measure, code = lookup.measure(name), subject.code if subject else ""
        aspect = _ASPECTS[budget]
        wording = _ASPECTS[named or budget]
        planned = lookup.budget(measure, aspect, code)
        return Fulfilment(voice, lookup.actual(measure, code), planned, wording, decimals, lookup.outline.reason_from)

    def share(
        part: str | Quantity,
        whole: str | Quantity,
        subject: Subject | None = None,
        among: Iterable[str | Subject] = (),
    ) -> str:
        measured = _quantity(lookup, whole)
        parts = [_quantity(lookup, one) if isinstance(one, str) else _quantity(lookup, part, one) for one in among]
        return voice.claim_share(_quantity(lookup, part, subject), _adding_up(measured, parts, decimals), decimals)

    def count(name: str, value: int | str, unit: str, item: str = "") -> str:
        number = value if isinstance(value, int) else counts.three_public.get(value, 0)
        return voice.state(lookup.count(lookup.measure(name), number, unit, (item,) if item else ()))

    def noted(key: str, label: str) -> str:
        """An amount of the annex that is no measure of its own."""
        value = lookup.displayed(counts.procurement.get(key, 0))
        text = amount_text(value)
        return voice.figure(text, value, lookup.unit, Origin(f"附注数据：{label}＝{text}{lookup.unit}"))[1]

    def present(*names: str) -> list[str]:
        return [name for name in names if is_there(name)]

    def absent(name: str, *kinds: str) -> str:
        aspects = tuple(_ASPECTS.get(kind, Aspect.ACTUAL) for kind in kinds or ("决算",))
        voice.claim_absence(lookup.measure(name), aspects)
        return ""

    def parts(name: str, item: str = "", complete: bool = False) -> str:
        voice.claim_parts(lookup.measure(name), (item,) if item else (), complete)
        return ""

    return {
        "金额": amount,
        "有": is_there,
        "变动": change,
        "完成": completion,
        "占比": share,
        "数量": count,
        "采购附注": lambda key: counts.procurement.get(key, 0),
        "附注金额": noted,
        "个数": lambda key: counts.three_public.get(key, 0),
        "有的": present,
        "记无": absent,
        "记合计": parts,
        "车辆": counts.vehicles,
        "设备": counts.equipment,
        "人员": counts.staff,
    }


def _subjects(voice: Voice) -> dict[str, Any]:
    lookup = voice.lookup
    left, right = _BRACKETS[lookup.outline.brackets]

    def subjects(name: str, level: str = "项", budgeted: bool = False) -> list[Subject]:
        length = CLASS_LENGTH if level == "类" else ITEM_LENGTH
        return list(lookup.subjects(lookup.measure(name), length, budgeted=budgeted))

    def below(name: str, subject: Subject) -> list[Subject]:
        return [found for found in subjects(name) if found.code.startswith(subject.code)]

    def title(subject: Subject) -> str:
        named = zip(subject.path, _LEVELS, strict=False)
        return "".join(f"{name}{left}{level}{right}" for name, level in named)

    def short(found: Iterable[Subject]) -> str:
        return joined(list(dict.fromkeys(subject.path[-1] for subject in found)))

    def uses(name: str, subject: Subject) -> str:
        """基本支出, 项目支出 or both."""
        measure = lookup.measure(name)
        kinds = {"基本支出": f"{measure}.basic", "项目支出": f"{measure}.project"}
        if measure != "general":
            raise SentenceError("“用途”只能用于一般公共预算财政拨款支出")
        found = {word: kind for word, kind in kinds.items() if lookup.actual(kind, subject.code).value}
        if len(found) == 1 and len(subject.path) == len(_LEVELS):
            voice.claim_use(next(iter(found.values())), subject.path)
        return "和".join(found)

    def economic(name: str) -> str:
        names = lookup.economic_names(personnel=name == "人员经费")
        voice.claim_listing(lookup.actual(lookup.measure(name)), names)
        return joined(names)

    return {"科目表": subjects, "下级科目": below, "科目": title, "科目名": short, "用途": uses, "列举": economic}


def _texts(voice: Voice) -> dict[str, Any]:
    words = voice.lookup.material.words

    def has_reason(*topics: str) -> bool:
        return any(topic in words.reasons for topic in topics)

    def reason(needed: str, *topics: str) -> str:
        found = next((words.reasons[topic] for topic in topics if topic in words.reasons), None)
        return reason_words(found) if found else voice.gap(f"reasons.{topics[0]}", needed)

    def told(needed: str, key: str) -> str:
        found = words.performance.get(key)
        return sentence(found) if found else voice.gap(f"performance.{key}", needed)

    return {
        "有原因": has_reason,
        "原因": reason,
        "绩效": told,
        "有绩效": lambda key: key in words.performance,
        "绩效话": lambda key: sentence(words.performance[key]),
        "缺": voice.gap,
        "职责": numbered(words.duties),
        "机构": numbered(words.organisation),
        "人员说明": numbered(words.staff),
        "简称": {
            "一般公共预算财政拨款收入": "general",
            "政府性基金预算财政拨款收入": "fund",
            "国有资本经营预算财政拨款收入": "state_capital",
        },
    }
