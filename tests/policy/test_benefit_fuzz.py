"""Whatever is written in a case, the answer is a result or a message, never a traceback."""

from contextlib import suppress
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from shebao.fields.field import normalise
from shebao.policy.casefile import RawCase, read_cases
from shebao.policy.casework import compute
from shebao.policy.contributions.kinds import CONTRIBUTION_KINDS
from shebao.policy.errors import PolicyError
from shebao.policy.explanation import as_text, json_text
from shebao.policy.injury.kinds import INJURY_KINDS
from shebao.policy.survivors.kinds import SURVIVOR_KINDS
from shebao.policy.transfers.kinds import TRANSFER_KINDS
from shebao.policy.unemployment.kinds import UNEMPLOYMENT_KINDS

FAMILIES = {
    "contribution": CONTRIBUTION_KINDS,
    "injury": INJURY_KINDS,
    "unemployment": UNEMPLOYMENT_KINDS,
    "survivor": SURVIVOR_KINDS,
    "transfer": TRANSFER_KINDS,
}
EXAMPLES = Path(__file__).parents[2] / "examples" / "policy"
RIGHT = [(name, raw) for name in FAMILIES for raw in read_cases(EXAMPLES / f"{name}.yaml")]
ODD = [
    "",
    " ",
    "nan",
    "1e9",
    "-1",
    "99999999999999999999",
    "2024-02-30",
    "0000-00",
    "一千",
    "%",
    "是",
    "\x00",
    "万",
    "9" * 400,
]
GOOD = [
    "2024-03",
    "2024-06-30",
    "2025-01",
    "2025-05-16",
    "2019-11-11",
    "5000",
    "6000.5",
    "12",
    "30",
    "3",
    "100%",
    "50%",
    "2024",
]
NAMES = [
    "武汉",
    "荆州",
    "职工",
    "灵活就业",
    "配偶",
    "养老",
    "工伤",
    "服刑",
    "四级",
    "部分",
    "高级",
    "大型",
    "男",
    "汽车制造业",
    "否",
]
TEXT = st.one_of(st.sampled_from(GOOD + NAMES), st.sampled_from(ODD), st.text(max_size=12), st.dates().map(str))


def values(fields):
    """Texts, and lists and mappings of texts under the names of fields."""
    keys = st.sampled_from(
        [field.label for field in fields] + ["自", "至", "关系", "年度", "缴费工资", "原因", "月工资"]
    )
    row = st.dictionaries(keys, TEXT, max_size=5)
    return st.one_of(TEXT, st.lists(TEXT, max_size=4), row, st.lists(row, max_size=3))


@st.composite
def cases(draw):
    """An example with some fields changed, added or left out."""
    name, raw = draw(st.sampled_from(RIGHT))
    kinds = FAMILIES[name]
    fields = dict(raw.fields)
    every = [field for kind in kinds for field in kind.fields]
    for key in draw(st.lists(st.sampled_from(sorted(fields)), max_size=2)):
        fields.pop(key, None)
    for field in draw(st.lists(st.sampled_from(every), max_size=3)):
        fields[normalise(field.label)] = draw(values(every))
    return kinds, RawCase("甲", fields, {key: key for key in fields})


@settings(max_examples=200, deadline=None)
@given(cases())
def test_nothing_written_ends_in_a_traceback(drawn):
    kinds, raw = drawn
    with suppress(PolicyError):
        found = compute(raw, kinds)
        assert as_text(found.explanation)
        assert json_text(found.row)
