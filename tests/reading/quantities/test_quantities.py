"""Quantities of running text: noun, unit, value and role, and what sentences relate, in any wording and any wrapping."""

import random

import pytest

from shebao.reading.quantities import read_passage
from shebao.reading.running_text import plain_text
from shebao.report.provenance import Passage, Place
from shebao.report.quantities import Each, Enumeration, Field, Growth, Quantities, Ratio, Role, Sum


def read(text: str) -> Quantities:
    return read_passage(plain_text(Passage(text, (0,), (Place(None, 1),))), Field.KEY_WORK, {})


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("全年新增建档6,430户。", [("新增建档", "6,430", "户", 1, Role.VALUE)]),
        (
            "接待健身群众41.6万人次，免费开放298天。",
            [("接待健身群众", "41.6", "人次", 10_000, Role.VALUE), ("免费开放", "298", "天", 1, Role.VALUE)],
        ),
        (
            "改造绿道12.6公里，完成年度计划（12公里）的105.0%。",
            [
                ("改造绿道", "12.6", "公里", 1, Role.VALUE),
                ("", "12", "公里", 1, Role.TARGET),
                ("的", "105.0", "%", 1, Role.RATE),
            ],
        ),
        (
            "发放补贴5222.3万元，比上年增加120万元。",
            [("发放补贴", "5222.3", "元", 10_000, Role.VALUE), ("比上年增加", "120", "元", 10_000, Role.CHANGE)],
        ),
        ("2023年5月至12月，按照第3号文件，23℃服务窗口开放，12345热线畅通。", []),
        ("抽调3名业务骨干参与。", [("抽调业务骨干参与", "3", "名", 1, Role.VALUE)]),
    ],
)
def test_each_figure_has_its_noun_unit_and_role(sentence, expected):
    found = [(q.noun, q.figure.text, q.unit, q.scale, q.role) for q in read(sentence).all]
    assert found == expected


@pytest.mark.parametrize("about", ["约{}户", "近{}户", "{}余户", "{}户左右", "{}多户", "超{}户"])
def test_what_is_about_a_number_takes_part_in_no_relation(about):
    found = read(f"新增建档{about.format(120)}，其中城区70户、乡镇60户。")
    assert found.all[0].vague
    assert not found.relations


KINDS = ["城区", "近郊", "远郊", "生猪", "肉羊", "雨量站", "线上", "线下", "男性", "女性"]
UNITS = ["户", "人次", "件", "座", "公里", "万元", "万人次", "亩", "起", "头次", "个", "场次", "吨"]
FRAMES = [
    "全年{noun}{whole}{unit}，其中：{parts}。",
    "{noun}{whole}{unit}，其中{parts}。",
    "{noun}{whole}{unit}。其中，{parts}。",
    "{noun}{whole}{unit}（其中：{parts}）。",
    "{noun}{whole}{unit}，包括{parts}。",
    "{noun}{whole}{unit}，完成年度任务的102%，其中：{parts}，巡查80遍。",
    "{parts}，合计{noun}{whole}{unit}。",
]


def made(rng: random.Random) -> tuple[str, int, list[int]]:
    """A sentence that lists parts of a whole, with the numbers."""
    parts = [rng.randint(100, 9000) for _ in range(rng.randint(2, 5))]
    unit, frame = rng.choice(UNITS), rng.choice(FRAMES)
    grouped = rng.random() < 0.5
    number = (lambda n: f"{n:,}") if grouped else str
    between = rng.choice(["，", "、", "；"])
    listed = between.join(
        f"{kind}{number(part)}{unit}" for kind, part in zip(rng.sample(KINDS, len(parts)), parts, strict=True)
    )
    return frame.format(noun="新增建档", whole=number(sum(parts)), unit=unit, parts=listed), sum(parts), parts


@pytest.mark.parametrize("seed", range(60))
def test_a_whole_and_its_parts_are_read_however_they_are_written(seed):
    sentence, whole, parts = made(random.Random(seed))
    sums = [relation for relation in read(sentence).relations if isinstance(relation, Sum)]
    assert [(int(s.whole.figure.value), [int(p.figure.value) for p in s.parts]) for s in sums] == [(whole, parts)], (
        sentence
    )


@pytest.mark.parametrize("seed", range(20))
def test_spaces_width_and_line_breaks_change_nothing(seed):
    rng = random.Random(seed)
    sentence, _, _ = made(rng)

    def said(text: str, starts: tuple[int, ...] = (0,)):
        passage = Passage(text, starts, tuple(Place(None, n) for n in range(1, len(starts) + 1)))
        found = read_passage(plain_text(passage), Field.KEY_WORK, {})
        return [(q.noun, q.figure.value, q.unit, q.scale, q.role, q.vague) for q in found.all], len(found.relations)

    spaced = "".join(f" {c} " if c.isdigit() is False and rng.random() < 0.2 else c for c in sentence)
    wide = sentence.replace("(", "（").replace(")", "）").replace(":", "：")
    broken = tuple(sorted({0, *rng.sample(range(1, len(sentence)), min(4, len(sentence) - 1))}))
    assert said(spaced) == said(wide) == said(sentence, broken) == said(sentence)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("新建口袋公园34处，完成全年目标任务（28处）的118.6%。", ("34", "28", "118.6")),
        ("净增15363人次，完成年度目标15000人次的102.4%。", ("15363", "15000", "102.4")),
        ("扩面37.43万人次，完成30万人次目标任务的124.8%。", ("37.43", "30", "124.8")),
        ("计划改造28处，实际改造34处，完成率121.4%。", ("34", "28", "121.4")),
        ("女职工12人，占总数60人的20%。", ("12", "60", "20")),
        ("立案1503件，结案1486件，结案率98.9%。", ("1486", "1503", "98.9")),
        ("技能竞赛经费全年预算数为48万元，执行数为43万元，完成预算的89.6%。", ("43", "48", "89.6")),
        ("宣传费实际支出43万元，预算48万元，预算执行率为89.6%。", ("43", "48", "89.6")),
        ("年末在册职工60人。女职工12人，占在册职工的20%。", ("12", "60", "20")),
    ],
)
def test_a_rate_and_the_two_figures_it_is_of(sentence, expected):
    (found,) = [relation for relation in read(sentence).relations if isinstance(relation, Ratio)]
    assert (found.part.figure.text, found.whole.figure.text, found.rate.figure.text) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "参保690.91万人，其中企业职工497.24万人，分别完成计划的103.1%、105.7%。",
        "办结率98.9%，系统上线率100%。",
        "检查52次，发现隐患37处，整改率100%。",
        "完成目标的124.8%。",
        "支出43万元，比预算48万元减少5万元，完成进度89.6%。",
        "职工60人、学员50人，女性12人，占人数的20%。",
    ],
)
def test_a_rate_whose_base_is_not_printed_relates_nothing(sentence):
    assert not [relation for relation in read(sentence).relations if isinstance(relation, Ratio)]


def test_growth_each_and_enumerations():
    (grown,) = [
        r for r in read("接待读者12.6万人次，比上年减少1.2万人次，下降8.7%。").relations if isinstance(r, Growth)
    ]
    assert (grown.sign, grown.rate.figure.text) == (-1, "8.7")
    (each,) = [r for r in read("为3个社区各投入20万元，共60万元。").relations if isinstance(r, Each)]
    assert (each.count.figure.text, each.each.figure.text, each.total.figure.text) == ("3", "20", "60")
    (listed,) = [
        r for r in read("内设机构4个：办公室、财务科、业务科、信息科。").relations if isinstance(r, Enumeration)
    ]
    assert (listed.stated.text, len(listed.names)) == ("4", 4)
    assert not [r for r in read("内设机构4个：办公室、财务科、业务科等。").relations if isinstance(r, Enumeration)]


@pytest.mark.parametrize("rest", ["；退休人员31人", "，退休人员31人", "；另设离休人员2人、退休人员31人"])
def test_a_list_ends_at_a_mark_stronger_than_those_inside_it(rest):
    (found,) = [r for r in read(f"年末实有人数52人，其中行政10人、事业42人{rest}。").relations if isinstance(r, Sum)]
    assert [part.figure.text for part in found.parts] == ["10", "42"]


def test_a_list_between_strong_marks_goes_on():
    (found,) = [r for r in read("新增建档95户，其中：城区10户；近郊20户；远郊65户。").relations if isinstance(r, Sum)]
    assert len(found.parts) == 3


@pytest.mark.parametrize(
    ("sentence", "complete"),
    [
        ("有车辆2辆，包括：机要通信用车1辆、应急保障用车1辆；单价100万元以上设备1台。", True),
        ("有车辆2辆，包括：机要通信用车1辆、应急保障用车1辆等；设备1台。", False),
        ("有车辆2辆，其中：机要通信用车1辆、应急保障用车1辆；设备1台。", False),
    ],
)
def test_a_list_is_complete_where_its_words_say_so_and_a_strong_mark_ends_it(sentence, complete):
    assert [r.complete for r in read(sentence).relations if isinstance(r, Sum)] == [complete]


def sums_of(words: str) -> list[tuple[str, ...]]:
    """The figures of each sum that a paragraph states, the whole first."""
    relations = [relation for relation in read(words).relations if isinstance(relation, Sum)]
    return [(r.whole.figure.text, *(part.figure.text for part in r.parts)) for r in relations]


@pytest.mark.parametrize(
    "words",
    [
        "完成信息比对573人次，比对通过543人次，未通过30人次。",
        "全年受理573件，其中办结543件，未办结30件。",
        "组织考核573人：合格543人、不合格30人。",
        "应参保573人，尚未参保30人，已参保543人。",
    ],
)
def test_what_is_so_and_what_is_not_make_up_the_whole(words):
    assert {frozenset(told) for told in sums_of(words)} == {frozenset({"573", "543", "30"})}


def test_a_total_adds_up_what_stands_behind_the_total_before_it():
    told = sums_of("甲类500户，乙类30户，合计530户；丙类510户，丁类20户，合计530户。")
    assert told == [("530", "500", "30"), ("530", "510", "20")]


@pytest.mark.parametrize(("whole", "part"), [("应认证", "实际认证"), ("需培训", "培训"), ("符合条件应参保", "参保")])
def test_a_rate_is_of_what_was_owed(whole, part):
    (ratio,) = [r for r in read(f"{whole}500人，{part}450人，{part[-2:]}率90%。").relations if isinstance(r, Ratio)]
    assert (ratio.part.figure.text, ratio.whole.figure.text) == ("450", "500")
