"""Key work of the year: quantities against targets, sums with their parts, counted lists."""

from heldout.amounts import decimal, quotient, trimmed
from heldout.blocks import Para
from heldout.marks import mark
from heldout.words import Words
from heldout.world import World

SUMS = ["全年共办理各类业务{whole}件，其中线上办理{a}件、线下办理{b}件。",
        "累计受理服务事项{whole}件，其中：网上受理{a}件，窗口受理{b}件。",
        "窗口全年取号{whole}个，其中上午{a}个，下午{b}个。",
        "共核查数据{whole}条，其中核实一致{a}条、存在差异{b}条。",
        "当年接听咨询电话{whole}个，其中工作日{a}个，节假日{b}个。"]  # fmt: skip
TARGETS = ["新增服务对象{real}人，完成年度目标{goal}人的{rate}。",
           "举办职工读书会{real}次，完成全年计划{goal}次的{rate}。",
           "走访企业{real}家，为年度任务{goal}家的{rate}。",
           "采集基础信息{real}条，完成目标任务{goal}条的{rate}。",
           "年度任务{goal}户，实际入户走访{real}户，任务完成率为{rate}。"]  # fmt: skip
GROWTH = ["答复网络留言{now}条，比上年{before}条{way}{diff}条，{turn}{rate}。",
          "编发政务信息{now}篇，上年为{before}篇，{way}{diff}篇，{turn}{rate}。",
          "出具证明材料{now}份，较上年的{before}份{way}{diff}份，{turn}{rate}。"]  # fmt: skip
LISTS = [("挂牌{n}个联系站，分别为{list}。", ["城东站", "城西站", "北关站", "南湖站"]),
         ("印发{n}项制度，即{list}。", ["《档案管理办法》", "《内部控制规程》", "《窗口服务规范》", "《值班制度》"]),
         ("开展{n}类专项检查，包括{list}。", ["资格核查", "财务检查", "档案抽查", "服务暗访"])]  # fmt: skip
SHARES = ["本年抽查{whole}户，合格{part}户，合格率{rate}。", "发出征求意见表{whole}份，收回{part}份，回收率为{rate}。",
          "核查投诉{whole}件，属实{part}件，属实率{rate}。"]  # fmt: skip
MONEY = ["争取上级补助{whole}万元，其中省级补助{a}万元、市级补助{b}万元。",
         "全年兑现各类补贴{whole}万元，其中岗位补贴{a}万元，培训补贴{b}万元。",
         "追回资金{whole}万元，其中当年追回{a}万元、历年追回{b}万元。"]  # fmt: skip
LEADS = ["扎实推进主责主业。", "提升服务质效。", "加强规范管理。", "防范运行风险。", "夯实基层基础。", "办好民生实事。"]


def _rate(part: int, whole: int) -> str:
    return trimmed(decimal(quotient(100 * part, whole, 1), 1)) + "%"


def key_work(w: World, words: Words) -> list[Para]:
    draw = words.draw
    told = [_sum(words, w), _target(words), _growth(words), _listed(words), _share(words), _money(words)]
    draw.random.shuffle(told)
    leads = draw.random.sample(LEADS, len(told))
    form = draw.split(["{}、{}{}", "（{}）{}{}", "{}是{}{}"])
    return [Para(form.format("一二三四五六"[at], lead, text), "keywork") for at, (lead, text) in enumerate(zip(leads, told, strict=True))]  # fmt: skip


def _sum(words: Words, w: World) -> str:
    a, b = w.counts["online"], w.counts["offline"]
    return words.draw.told("sums", SUMS).format(whole=mark("work.sum.whole", str(a + b)), a=mark("work.sum.a", str(a)), b=mark("work.sum.b", str(b)))  # fmt: skip


def _target(words: Words) -> str:
    goal = words.draw.between(40, 900)
    real = goal + words.draw.between(-goal // 8, goal // 4)
    return words.draw.told("targets", TARGETS).format(real=mark("work.target.real", str(real)), goal=mark("work.target.goal", str(goal)),
                                            rate=mark("work.target.rate", _rate(real, goal)))  # fmt: skip


def _growth(words: Words) -> str:
    before = words.draw.between(50, 5000)
    now = before + words.draw.between(2, before // 3) * words.draw.of([1, -1])
    way, turn = ("增加", "增长") if now > before else ("减少", "下降")
    return words.draw.told("growth", GROWTH).format(
        now=mark("work.growth.now", str(now)), before=mark("work.growth.before", str(before)), way=mark("work.growth.way", way),
        diff=mark("work.growth.diff", str(abs(now - before))), turn=mark("work.growth.turn", turn),
        rate=mark("work.growth.rate", _rate(abs(now - before), before)))  # fmt: skip


def _listed(words: Words) -> str:
    form, names = words.draw.told("lists", LISTS)
    count = words.draw.between(3, 4)
    return form.format(n=mark("work.list.n", str(count)), list="、".join(names[:count]))


def _share(words: Words) -> str:
    whole = words.draw.between(60, 2000)
    part = whole - words.draw.between(0, whole // 6)
    return words.draw.told("shares", SHARES).format(whole=mark("work.share.whole", str(whole)), part=mark("work.share.part", str(part)),
                                           rate=mark("work.share.rate", _rate(part, whole)))  # fmt: skip


def _money(words: Words) -> str:
    a, b = words.draw.between(100, 90000), words.draw.between(100, 60000)
    return words.draw.told("money", MONEY).format(whole=mark("work.money.whole", decimal(a + b, 2)), a=mark("work.money.a", decimal(a, 2)),
                                          b=mark("work.money.b", decimal(b, 2)))  # fmt: skip
