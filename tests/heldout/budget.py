"""Budget disclosures (预算公开): next year's plan with its own tables and sections."""

from heldout.blocks import Block, Document, Grid, Heading, Para, grid_rows
from heldout.marks import mark
from heldout.vocabulary import Draw
from heldout.words import Words
from heldout.world import Item, World, world

TOTALS = ["{Y}年收支总预算{total}。收入为一般公共预算拨款收入{total}；支出包括：{list}。比上年预算{total~}，{why}。",
          "{U}{Y}年部门收支预算总额为{total}，较{P}年预算{total~}。{why}。按功能分类，支出{list}。",
          "{Y}年预算安排收入{total}，支出{total}，与上年预算相比{total~}，{why}。其中：{list}。"]  # fmt: skip
SPENDING = ["{Y}年支出预算{total}，其中：基本支出{basic}，占{basic%}；项目支出{project}，占{project%}。",
            "支出预算合计{total}：基本支出{basic}（占{basic%}），项目支出{project}（占{project%}）。",
            "当年支出预算{total}，包括基本支出{basic}，占比{basic%}，项目支出{project}，占比{project%}。"]  # fmt: skip
ITEM = [
    "{path}{Y}年预算数为{now}，比上年预算{now~}。",
    "{path}：{now}，较{P}年预算{now~}。",
    "{path}安排{now}，与上年预算数相比{now~}。",
]
THREE = ["{Y}年“三公”经费预算{total}，其中：因公出国（境）费{abroad}，公务用车购置及运行费{run}，公务接待费{reception}。“三公”经费预算比上年{total~}。",
         "“三公”经费财政拨款预算数为{total}，包括因公出国（境）费{abroad}、公务用车购置及运行费{run}、公务接待费{reception}，较{P}年预算{total~}。"]  # fmt: skip
RUNNING = [
    "{Y}年机关运行经费预算{running}，比上年预算{running~}，{why}。",
    "机关运行经费安排{running}，较{P}年预算{running~}。{why}。",
]
BUYING = ["{Y}年政府采购预算总额{total}，其中：货物预算{goods}、工程预算{works}、服务预算{services}。",
          "政府采购预算{total}，包括货物{goods}，工程{works}，服务{services}。"]  # fmt: skip


def disclosure(seed: int) -> Document:
    draw, w = Draw(seed, "budget"), world(seed)
    words = Words(seed, w)
    w.year += 1
    total = w.general
    blocks: list[Block] = [Heading(f"{w.unit}{w.year}年{w.kind}预算公开", 1)]
    parts = [("概况", [Para("负责本地区相关业务的组织实施和管理服务。"), Para(f"{w.unit}内设3个科室，无下属单位。")]),
             (f"{w.year}年{w.kind}预算情况说明", _told(w, words, total)),
             (f"{w.year}年{w.kind}预算表", _tables(w, total)),
             ("名词解释", [Para("一、基本支出：指为保障机构正常运转安排的支出。"), Para("二、项目支出：指为完成特定任务安排的支出。")])]  # fmt: skip
    if draw.chance(0.5):
        parts[1], parts[2] = parts[2], parts[1]
    for number, (title, inside) in enumerate(parts):
        blocks += [Heading(f"第{'一二三四'[number]}部分 {title}", 1), *inside]
    return Document(blocks, f"{w.unit}{w.year}年预算", [], {"budget": "yes"})


def _say(words: Words, key: str, pool: list[str], values: dict[str, object]) -> Para:
    words.chosen[key] = words.draw.split(pool)
    return Para(words.say("plan." + key, key, values))


def _told(w: World, words: Words, total: int) -> list[Block]:
    prior = w.prior["general"]
    sums: dict[str, int] = {}
    for i in w.items:
        sums[i.cls] = sums.get(i.cls, 0) + i.actual
    listed = "、".join(f"{name}{words.money(f'plan.class{at}', v)}" for at, (name, v) in enumerate(sums.items()))
    up = words.why(total, prior)
    told: list[Block] = [Heading("一、收支预算总体情况", 2)]
    told.append(_say(words, "totals", TOTALS, {"total": total, "total~": (total, prior), "list": listed, "why": up}))
    told.append(Heading("二、支出预算情况", 2))
    values = {"total": total, "basic": w.basic, "project": total - w.basic, "basic%": (w.basic, total), "project%": (total - w.basic, total)}  # fmt: skip
    told += [_say(words, "spending", SPENDING, values), Heading("三、一般公共预算支出预算具体情况", 2)]
    form = words.draw.split(ITEM)
    for at, item in enumerate(w.items, 1):
        told.append(_item(words, form, at, item))
    told.append(Heading("四、“三公”经费预算情况", 2))
    three = {k: v[0] for k, v in w.three.items()} | {
        "total": w.three_total(0),
        "total~": (w.three_total(0), w.three_total(2)),
    }
    told.append(_say(words, "three", THREE, three))
    told.append(Heading("五、机关运行经费", 2))
    pair = (w.public, w.prior["running"])
    told.append(_say(words, "running", RUNNING, {"running": pair[0], "running~": pair, "why": words.why(*pair)}))
    told.append(Heading("六、政府采购预算", 2))
    return [*told, _say(words, "buying", BUYING, dict(w.procurement)),
            Heading("七、国有资产占用", 2), Para(f"截至{w.year - 1}年12月31日，共有车辆{w.counts['cars']}辆。"),
            Heading("八、绩效目标设置", 2), Para(f"{w.year}年{len(w.projects)}个项目全部编制绩效目标。")]  # fmt: skip


def _item(words: Words, form: str, at: int, item: Item) -> Para:
    words.chosen["plan item"] = form
    path = f"{item.cls}（类）{item.group}（款）{item.name}（项）"
    told = words.say(
        f"plan.item{item.code}", "plan item", {"path": path, "now": item.actual, "now~": (item.actual, item.prior)}
    )
    return Para(f"{at}.{told}", "item")


def _tables(w: World, total: int) -> list[Block]:
    def amount(key: str, steps: int) -> str:
        return mark(f"tableB.{key}", w.printing.cell(steps)) if steps else ""

    unit = [f"单位：{w.printing.unit}"]
    sums: dict[str, int] = {}
    for i in w.items:
        sums[i.cls] = sums.get(i.cls, 0) + i.actual
    rows = [["收入", "<", "支出", "<"], ["项目", "预算数", "项目", "预算数"]]
    for at, (name, value) in enumerate(sums.items()):
        first = ("一般公共预算拨款收入", amount("income", total)) if at == 0 else ("", "")
        rows.append([*first, name, amount(f"class{at}", value)])
    rows.append(["收入总计", amount("in", total), "支出总计", amount("out", total)])
    named = [["科目编码", "科目名称", "合计", "基本支出", "项目支出"]]
    for i in sorted(w.items, key=lambda i: i.code):
        named.append([i.code, i.name, amount(f"{i.code}.0", i.actual), amount(f"{i.code}.1", i.basic), amount(f"{i.code}.2", i.project)])  # fmt: skip
    named.append(["合计", "<", amount("t.0", total), amount("t.1", w.basic), amount("t.2", total - w.basic)])
    three = [["“三公”经费合计", "因公出国（境）费", "公务用车购置费", "公务用车运行费", "公务接待费"],
             [amount("three", w.three_total(0)), amount("abroad", w.three["abroad"][0]), "", amount("run", w.three["run"][0]),
              amount("reception", w.three["reception"][0])]]  # fmt: skip
    return [Grid(f"{w.year}年部门收支总体情况表", grid_rows(rows), unit, [], "tableB1", 2),
            Grid(f"{w.year}年一般公共预算支出情况表", grid_rows(named), unit, [], "tableB2"),
            Grid(f"{w.year}年“三公”经费预算表", grid_rows(three), unit, [], "tableB3")]  # fmt: skip
