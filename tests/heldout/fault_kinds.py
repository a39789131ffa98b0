"""The kinds of fault that change one marked place: where, how, how grave, and in which documents it can be proved."""

from dataclasses import dataclass

from heldout import changes as c
from heldout.changes import figure, opposite, rate, shifted, swapped


@dataclass(frozen=True)
class Kind:
    """`needs` names another place without which the change could not be proved; `apart` excerpts that still prove it."""

    name: str
    keys: str
    change: object
    severity: str = "warning"
    needs: str = ""
    apart: str = ""


def _all() -> list[Kind]:
    k: list[Kind] = []
    for section, places in {"totals": "total", "income": "income", "spending": "spent", "appropriation": "total",
                            "general": "spent", "structure": "spent", "basic": "basic", "running": "running"}.items():  # fmt: skip
        apart = {"income": "income", "spending": "spending", "basic": "basic"}.get(section, "")
        k.append(Kind(f"text total unlike table: {section}", rf"{section}\.{places}", figure, apart=apart))
    for section, place in {"totals": "total", "appropriation": "total", "general": "spent", "running": "running", "three": "spent"}.items():  # fmt: skip
        apart = {"totals": "totals", "three": "three"}.get(section, "-")
        k += [
            Kind(f"rate of change: {section}", rf"{section}\.{place}\.by", rate, needs=rf"{section}\.{place}\.diff", apart=apart),
            Kind(f"difference of change: {section}", rf"{section}\.{place}\.diff", swapped, needs=rf"{section}\.{place}\.by", apart=apart),
            Kind(f"direction against rate word: {section}", rf"{section}\.{place}\.way", opposite, needs=rf"{section}\.{place}\.turn", apart=apart),
        ]  # fmt: skip
    k += [
        Kind("rate word against direction: totals", r"totals\.total\.turn", opposite, needs=r"totals\.total\.way", apart="totals"),
        Kind("part of income", r"income\.\d\.part", figure, apart="income"),
        Kind("part of spending", r"spending\.\d\.part", swapped, apart="spending"),
        Kind("share of income", r"income\.\d\.part\.rate", c.rate_down, apart="income"),
        Kind("share of spending", r"spending\.\d\.part\.rate", rate, apart="spending"),
        Kind("class amount", r"structure\.\d\.part", figure),
        Kind("class share", r"structure\.\d\.part\.rate", rate, apart="-"),
        Kind("share of the general budget", r"general\.spent\.rate", rate, apart="-"),
        Kind("initial budget total", r"detail\.budget", figure, apart="detail"),
        Kind("completion rate of all items", r"detail\.done\.rate", rate, apart="detail"),
        Kind("item budget", r"item\d+\.budget", swapped, apart="detail"),
        Kind("item final amount", r"item\d+\.spent", figure, apart="detail"),
        Kind("item completion rate", r"item\d+\.done\.rate", rate, apart="detail"),
        Kind("item reason the wrong way", r"item\d+\.side", opposite, apart="detail"),
        Kind("item under a wrong class", r"item\d+\.path", c.other_class),
        Kind("item point shifted", r"item\d+\.spent", shifted, apart="detail"),
        Kind("personnel part", r"basic\.personnel", swapped, apart="basic"),
        Kind("public part", r"basic\.public", figure, apart="basic"),
        Kind("list leaves one out", r"basic\.(people|things)", c.listed_less, apart="basic"),
        Kind("list names one too many", r"basic\.(people|things)", c.listed_more, apart="basic"),
        Kind("three-public budget", r"three\.budget", figure, apart="three"),
        Kind("three-public completion rate", r"three\.done\.rate", rate, apart="three"),
        Kind("three-public item amount", r"three\.(run|reception|abroad)\.spent", figure, apart="three"),
        Kind("three-public item rate", r"three\.(run|reception)\.done\.rate", rate, apart="three"),
        Kind("three-public reason the wrong way", r"three\.side", opposite, apart="three"),
        Kind("car running unlike its item", r"three\.car\.run", figure, apart="three"),
        Kind("fund text unlike table", r"fund\.fund", figure),
        Kind("procurement total", r"procurement\.total", figure, apart="procurement"),
        Kind("procurement part", r"procurement\.(goods|services)", swapped, apart="procurement"),
        Kind("procurement share", r"procurement\.(small|micro)\.rate", rate, apart="procurement"),
        Kind("procurement small firms", r"procurement\.(small|micro)", figure, apart="procurement"),
        Kind("car count unlike its parts", r"assets\.cars", c.count, apart="assets"),
        Kind("count of projects unlike the list", r"performance\.count", c.count),
        Kind("money of projects unlike their sum", r"performance\.money", figure),
        Kind("project budget in text unlike form", r"project\d\.budget", swapped),
        Kind("project execution rate", r"project\d\.done\.rate", rate),
        Kind("project score in text unlike form", r"project\d\.score", figure, needs=r"form1\.total"),
        Kind("key work: sum unlike parts", r"work\.sum\.whole", figure, apart="work"),
        Kind("key work: part unlike sum", r"work\.sum\.a", swapped, apart="work"),
        Kind("key work: percentage of target", r"work\.target\.rate", rate, apart="work"),
        Kind("key work: target", r"work\.target\.goal", figure, apart="work"),
        Kind("key work: growth rate", r"work\.growth\.rate", rate, apart="work"),
        Kind("key work: growth difference", r"work\.growth\.diff", figure, apart="work"),
        Kind("key work: growth direction", r"work\.growth\.way", opposite, apart="work"),
        Kind("key work: count unlike list", r"work\.list\.n", c.count, apart="work"),
        Kind("key work: share", r"work\.share\.rate", c.rate_down, apart="work"),
        Kind("key work: money unlike parts", r"work\.money\.whole", swapped, apart="work"),
        Kind("percent sign missing", r".*\.(rate|by)", c.no_percent, "info", apart="*"),
        Kind("placeholder for a figure", r"(totals\.total|item\d+\.(budget|spent)|running\.running|procurement\.total|work\.sum\.whole)", c.placeholder, apart="*"),
        Kind("both alternatives left", r".*\.way", c.template, apart="*"),
    ]  # fmt: skip
    k += [
        Kind("table: total row", r"table\d\.total\.\d", figure, apart="tables"),
        Kind("table: leaf amount", r"table[235]\.\d{7}\.\d", swapped, apart="tables"),
        Kind("table: class or group amount", r"table[235]\.(\d{3}|\d{5})\.\d", figure, apart="tables"),
        Kind("table: balance of income and expenditure", r"table1\.(in|out)\d+", figure),
        Kind("table: appropriation balance", r"table4\.(in|out)\d+", swapped),
        Kind("table: economic item", r"table6\.\d{5}\.0", figure, apart="basic"),
        Kind("table: economic group", r"table6\.\d{3}\.0", swapped, apart="basic"),
        Kind("table: basic total", r"table6\.(personnel|public)\.0", figure, apart="basic"),
        Kind("table: three-public item", r"table9\.(budget|actual)\.[1245]", figure, apart="table"),
        Kind("table: three-public total", r"table9\.(budget|actual)\.0", swapped, apart="table"),
        Kind("table: digit lost", r"table[235]\.(total|\d{3})\.0", c.last_digit_lost, apart="tables"),
        Kind("table: name of another code", r"name\.\d{5}", c.other_name, apart="*"),
        Kind("plan: text unlike table", r"plan\.(totals\.total|spending\.total)", figure, apart="budget"),
        Kind("plan: part of spending", r"plan\.spending\.(basic|project)", figure, apart="budget"),
        Kind("plan: share", r"plan\.spending\.(basic|project)\.rate", rate, apart="budget"),
        Kind("plan: item amount", r"plan\.item\d+\.now", swapped, apart="budget"),
        Kind("plan: rate of change", r"plan\.(item\d+\.now|totals\.total)\.by", rate, apart="budget"),
        Kind("plan: direction", r"plan\.item\d+\.now\.way", opposite, needs=r"plan\.item\d+\.now\.turn", apart="budget"),
        Kind("plan: three-public sum", r"plan\.three\.total", figure, apart="budget"),
        Kind("plan: procurement sum", r"plan\.buying\.total", figure, apart="budget"),
        Kind("plan: table total", r"tableB\.t\.[012]", figure, apart="budget"),
        Kind("form: indicator score", r"form\d\.i\d+\.score", c.above, apart="form"),
        Kind("form: score unlike completion", r"form\d\.i\d+\.score", figure, needs=r"form\d\.remark", apart="form"),
        Kind("form: completion rate of an indicator", r"form\d\.i\d+\.done", rate, apart="form"),
        Kind("form: full score unlike a hundred", r"form\d\.full", figure, apart="form"),
        Kind("form: total of the weights unlike their sum", r"form\d\.full", c.last_digit_lost, apart="form"),
        Kind("form: weight", r"form\d\.i\d+\.weight", c.count, apart="form"),
        Kind("form: total score", r"form\d\.total", swapped, apart="form"),
        Kind("form: total off", r"form\d\.total", figure, apart="form"),
        Kind("form: subtotal", r"form\d\.subtotal", figure, apart="form"),
        Kind("form: execution rate", r"form\d\.exec\.rate", c.rate_down, apart="form"),
        Kind("form: execution score", r"form\d\.exec\.score", figure, apart="form"),
        Kind("form: executed amount", r"form\d\.exec\.actual", figure, apart="form"),
        Kind("form: execution budget", r"form\d\.exec\.budget", figure, apart="form"),
        Kind("form: part of the execution", r"form\d\.exec\.part\.(budget|actual)", figure, apart="form"),
        Kind("form: basic or project total", r"form0\.(basic|project)", swapped),
        Kind("form: actual far below target, full score", r"form\d\.i\d+\.actual", c.quantity, needs=r"form\d\.remark", apart="form"),
    ]  # fmt: skip
    return k


KINDS = _all()
