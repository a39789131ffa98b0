"""Administrative divisions: the data file and its loader."""

import pytest

from shebao.fields.identifiers import IdentifierError, division_name, is_synthetic, synthetic_division
from shebao.fields.identifiers.divisions import divisions, parse_divisions, wuhan_districts

HEADER = "code,name,level,source,confidence,until\n"


def test_districts_of_wuhan():
    assert len(wuhan_districts()) == 13
    assert division_name("420106") == "武昌区"
    assert division_name("420000") == "湖北省"


@pytest.mark.parametrize(
    ("code", "name"), [("420121", "汉阳县"), ("420122", "武昌县"), ("420123", "黄陂县"), ("420124", "新洲县")]
)
def test_a_county_that_was_withdrawn_still_has_its_people(code, name):
    assert division_name(code) == name
    assert code not in wuhan_districts()


def test_elsewhere_the_province_decides():
    assert division_name("330106") == "浙江省"


@pytest.mark.parametrize("code", ["420108", "990000", "4201", "４20106"])
def test_what_is_no_division_is_refused(code):
    with pytest.raises(IdentifierError):
        division_name(code)


def test_the_synthetic_range_is_nobodys():
    reserved = {synthetic_division(code) for code in wuhan_districts()}
    assert len(reserved) == 13
    assert all(is_synthetic(code) for code in reserved)
    assert not reserved & divisions().keys()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("code,name\n1,2\n", "表头"),
        (HEADER + "42010,甲,city,x,known,\n", "第 2 行 42010：代码应为六位数字"),
        (HEADER + "420100,甲,city,x,known,\n420100,乙,city,x,known,\n", "代码重复"),
        (HEADER + "420101,甲,city,x,known,\n", "级别"),
        (HEADER + "420100,甲,city,x,sure,\n", "可信度"),
        (HEADER + "420100,甲,city,,known,\n", "来源为空"),
        (HEADER + "420121,甲,district,x,known,去年\n", "撤销年份"),
    ],
)
def test_a_bad_file_is_refused_with_file_and_line(text, reason):
    with pytest.raises(ValueError, match=reason) as caught:
        parse_divisions(text, "bad.csv")
    assert "bad.csv" in str(caught.value)
