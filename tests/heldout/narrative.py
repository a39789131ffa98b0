"""The sections that explain the tables, each a list of paragraphs."""

from collections.abc import Callable

from heldout.blocks import Para
from heldout.forms import Form
from heldout.marks import mark
from heldout.words import Words
from heldout.world import PERSONNEL, PUBLIC, THREE_CODES, World

NAMES = {**PERSONNEL, **PUBLIC, **dict(THREE_CODES.values())}


def shares(words: Words, key: str, whole_name: str, whole: int, named: list[tuple[str, int]]) -> str:
    said = [
        words.say(f"{key}.{at}", "share", {"name": name, "part": part, "part%": (part, whole), "whole": whole_name})
        for at, (name, part) in enumerate(named)
        if part
    ]
    if words.itemised:
        return "".join(f"\n{at}.{one}" + ("；" if at < len(said) else "") for at, one in enumerate(said, 1))
    return words.join.join(said)


def lines(told: str) -> list[Para]:
    return [Para(line) for line in told.split("\n")]


def totals(w: World, words: Words, forms: list[Form]) -> list[Para]:
    pair = (w.total, w.prior["total"])
    return [Para(words.say("totals", "totals", {"total": w.total, "total~": pair, "why": words.why(*pair)}))]


def income(w: World, words: Words, forms: list[Form]) -> list[Para]:
    named = [("财政拨款收入", w.appropriation), (w.other_name, w.other)]
    listed = shares(words, "income", "收入", w.income, named)
    return lines(
        words.say("income", "income", {"income": w.income, "income~": (w.income, w.prior["income"]), "list": listed})
    )


def spending(w: World, words: Words, forms: list[Form]) -> list[Para]:
    listed = shares(words, "spending", "支出", w.spent, [("基本支出", w.basic), ("项目支出", w.spent - w.basic)])
    return lines(
        words.say("spending", "spending", {"spent": w.spent, "spent~": (w.spent, w.prior["spent"]), "list": listed})
    )


def appropriation(w: World, words: Words, forms: list[Form]) -> list[Para]:
    pair = (w.appropriation_total, w.prior["appropriation"])
    values = {"total": pair[0], "total~": pair, "why": words.why(*pair)}
    return [Para(words.say("appropriation", "appropriation", values))]


def general(w: World, words: Words, forms: list[Form]) -> list[Para]:
    pair = (w.general, w.prior["general"])
    values = {"spent": w.general, "spent~": pair, "spent%": (w.general, w.spent), "why": words.why(*pair)}
    return [Para(words.say("general", "general", values))]


def by_class(w: World) -> dict[str, int]:
    sums: dict[str, int] = {}
    for item in sorted(w.items, key=lambda i: i.code):
        sums[item.cls] = sums.get(item.cls, 0) + item.actual
    return sums


def structure(w: World, words: Words, forms: list[Form]) -> list[Para]:
    bracket = words.draw.of(["（类）", "(类)", ""])
    named = [(cls + bracket, amount) for cls, amount in by_class(w).items()]
    listed = shares(words, "structure", "一般公共预算财政拨款支出", w.general, named)
    return lines(words.say("structure", "structure", {"spent": w.general, "list": listed}))


PATHS = [(number, f"{{c}}{left}类{right}{{g}}{left}款{right}{{i}}{left}项{right}")
         for number, left, right in (("{}.", "（", "）"), ("{}、", "（", "）"), ("({})", "(", ")"), ("{}．", "（", "）"))]  # fmt: skip


def detail(w: World, words: Words, forms: list[Form]) -> list[Para]:
    budget = sum(i.budget for i in w.items)
    lead = Para(words.say("detail", "detail", {"budget": budget, "spent": w.general, "done%": (w.general, budget)}))
    number, form = words.draw.told("paths", PATHS)
    told = [lead]
    for at, item in enumerate(sorted(w.items, key=lambda i: i.code), 1):
        path = mark(f"item{item.code}.path", form.format(c=item.cls, g=item.group, i=item.name))
        values = {"path": path, "use": words.draw.word("purposes"), "budget": item.budget, "spent": item.actual,
                  "done%": (item.actual, item.budget), "why": words.reason(f"item{item.code}", item.actual, item.budget)}  # fmt: skip
        told.append(Para(number.format(at) + words.say(f"item{item.code}", "item", values), "item"))
    return told


def basic(w: World, words: Words, forms: list[Form]) -> list[Para]:
    people = "、".join(NAMES[c] for c in w.economic if c in PERSONNEL)
    things = "、".join(NAMES[c] for c in w.economic if c not in PERSONNEL)
    values = {"basic": w.basic, "personnel": w.personnel, "public": w.public,
              "people": mark("basic.people", people), "things": mark("basic.things", things)}  # fmt: skip
    return [Para(words.say("basic", "basic", values))]


def fund(w: World, words: Words, forms: list[Form]) -> list[Para]:
    if w.fund:
        return [Para(words.say("fund", "fund", {"fund": w.fund}))]
    return [Para(words.say("fund", "none", {"what": "政府性基金预算财政拨款收入和支出"}))]


def capital(w: World, words: Words, forms: list[Form]) -> list[Para]:
    return [Para(words.say("capital", "none", {"what": "国有资本经营预算财政拨款收入和支出"}))]


def three(w: World, words: Words, forms: list[Form]) -> list[Para]:
    budget, spent, before = (w.three_total(n) for n in range(3))
    if not budget:
        return [Para(words.say("three", "none", {"what": "财政拨款“三公”经费预算和支出"}))]
    values = {"budget": budget, "spent": spent, "done%": (spent, budget), "spent~": (spent, before)}
    told = [
        Para(words.say("three", "three", values) + words.reason("three", spent, budget).replace("年初预算", "预算"))
    ]
    names = {"abroad": "因公出国（境）费", "run": "公务用车购置及运行维护费", "reception": "公务接待费"}
    form = words.draw.split(["{}.{}", "（{}）{}", "{}、{}"])
    told += [Para(form.format(at, _three_item(w, words, key, name))) for at, (key, name) in enumerate(names.items(), 1)]
    return told


def _three_item(w: World, words: Words, key: str, name: str) -> str:
    budget, spent, before = w.three[key]
    if not budget:
        return words.say(f"three.{key}", "three_none", {"name": name})
    values = {"name": name, "budget": budget, "spent": spent, "done%": (spent, budget), "spent~": (spent, before)}
    told = words.say(f"three.{key}", "three_item", values)
    counts = {k: words.count(f"counts.{k}", v) for k, v in w.counts.items()}
    extra = {"abroad": "abroad", "run": "car", "reception": "reception"}[key]
    return told + words.say("three.car", extra, {**counts, "run": spent})


def running(w: World, words: Words, forms: list[Form]) -> list[Para]:
    pair = (w.public, w.prior["running"])
    return [Para(words.say("running", "running", {"running": w.public, "running~": pair, "why": words.why(*pair)}))]


def procurement(w: World, words: Words, forms: list[Form]) -> list[Para]:
    p = w.procurement
    values = {**p, "small%": (p["small"], p["total"]), "micro%": (p["micro"], p["small"])}
    return [Para(words.say("procurement", "procurement", values))]


def assets(w: World, words: Words, forms: list[Form]) -> list[Para]:
    counts = {k: words.count(f"assets.{k}", v) for k, v in w.counts.items()}
    return [Para(words.say("assets", "assets", counts))]


def performance(w: World, words: Words, forms: list[Form]) -> list[Para]:
    money = sum(p.actual for p in w.projects)
    values = {"count": words.count("performance.count", len(w.projects)), "money": money, "money%": (money, money)}
    told = [Para(words.say("performance", "performance", values))]
    scores = {form.name: form.total for form in forms}
    for at, project in enumerate(w.projects, 1):
        key = f"project{at}"
        score = mark(key + ".score", scores.get(project.name, ""))
        values = {"name": project.name, "budget": project.budget, "spent": project.actual,
                  "done%": (project.actual, project.budget), "score": score}  # fmt: skip
        told.append(Para(f"{at}.{words.say(key, 'project', values)}"))
    return told


SECTIONS: dict[str, Callable[[World, Words, list[Form]], list[Para]]] = {
    f.__name__: f
    for f in (totals, income, spending, appropriation, general, structure, detail, basic, fund, capital, three, running,
              procurement, assets, performance)
}  # fmt: skip
