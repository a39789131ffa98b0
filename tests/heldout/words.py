"""Fills a phrase with marked figures in one report's own wording."""

import re
from typing import Any

from heldout.amounts import quotient
from heldout.marks import mark
from heldout.vocabulary import Draw, data
from heldout.world import World

CHANGES = [("{way}{diff}，{turn}{rate}", "增加", "减少", "增长", "下降"),
           ("{way}{diff}，{turn}{rate}", "增加", "减少", "上升", "下降"),
           ("{way}了{diff}，{turn}{rate}", "增加", "减少", "增长", "降低"),
           ("{turn}{rate}，即{way}{diff}", "增加", "减少", "增长", "下降"),
           ("{way}{diff}，变动幅度为{turn}{rate}", "增加", "减少", "增长", "下降"),
           ("{way}{diff}（{turn}{rate}）", "增加", "减少", "增长", "下降")]  # fmt: skip
WHY = ["{way}的主要原因是{cause}", "主要原因：{cause}", "主要是{cause}", "{way}主要系{cause}", "变化原因为{cause}"]


class Words:
    """One report's voice: every subject keeps the phrase that the seed chose for it."""

    def __init__(self, seed: int, world: World) -> None:
        self.draw, self.world, self.printing = Draw(seed, "words"), world, world.printing
        self.change_form = self.draw.told("changes", CHANGES)
        self.why_form = self.draw.told("why", WHY)
        self.me = self.draw.split(["本单位" if world.kind == "单位" else "本部门", "我" + world.kind, world.unit])
        self.join, self.itemised = self.draw.split(["；", "，", "；"]), self.draw.chance(0.3)
        self.space = self.draw.of(["", "", "", " "])
        self.chosen: dict[str, str] = {}

    def phrase(self, name: str) -> str:
        if name not in self.chosen:
            told = self.draw.told(name, data("phrases")[name])
            self.chosen[name] = told.replace("{kind}", self.world.kind)
        return self.chosen[name]

    def money(self, key: str, steps: int) -> str:
        return self.space + mark(key, self.printing.said(steps)) + self.space + self.printing.unit

    def rate(self, key: str, part: int, whole: int) -> str:
        return mark(key + ".rate", self.printing.rate(part, whole))

    def change(self, key: str, now: int, before: int) -> str:
        if now == before:
            return "持平"
        if before == 0:
            return mark(key + ".way", "增加") + self.money(key + ".diff", now)
        form, more, less, rise, fall = self.change_form
        up = now > before
        if quotient(100 * abs(now - before), before, self.printing.rate_decimals) == 0:
            form = "{way}{diff}"
        return form.format(way=mark(key + ".way", more if up else less), diff=self.money(key + ".diff", abs(now - before)),
                           turn=mark(key + ".turn", rise if up else fall), rate=mark(key + ".by", self.printing.rate(abs(now - before), before)))  # fmt: skip

    def cause(self, now: int, before: int) -> str:
        return self.draw.word("causes_up" if now > before else "causes_down")

    def why(self, now: int, before: int) -> str:
        form = self.why_form.format(way="增加" if now > before else "减少", cause=self.cause(now, before))
        return "主要原因是收支规模稳定" if now == before else form

    def reason(self, key: str, actual: int, budget: int) -> str:
        if actual == budget:
            return ""
        way = mark(key + ".side", "大于" if actual > budget else "小于")
        return self.phrase("reason").format(way=way, cause=self.cause(actual, budget))

    def say(self, key: str, phrase: str, /, values: dict[str, Any]) -> str:
        """The phrase `phrase` with `values`: amounts as steps, pairs as (now, before) for `~` and (part, whole) for `%`."""
        base = {"Y": str(self.world.year), "P": str(self.world.year - 1), "U": self.world.unit,
                "S": self.me, "M": self.printing.unit}  # fmt: skip

        def fill(found: re.Match[str]) -> str:
            name = found[1]
            value = values[name] if name in values else base[name]
            place = f"{key}.{name.rstrip('~%')}"
            if name.endswith("~"):
                return self.change(place, *value)
            if name.endswith("%"):
                return self.rate(place, *value)
            return self.money(place, value) if isinstance(value, int) else str(value)

        return re.sub(r"\{(\w+[~%]?)\}", fill, self.phrase(phrase))

    def count(self, key: str, number: int) -> str:
        return mark(key, str(number))
