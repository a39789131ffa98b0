"""Dated parameters: what a file may say, and what is asked of the law of a place."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.policy.errors import MissingParameter, ParameterFileError, PolicyError
from shebao.policy.parameters import areas, law, parameters_of, read_parameters

BAD = Path(__file__).parent / "bad_parameters"
SOURCES = Path(__file__).parents[2] / "src" / "shebao"
EVERY = [parameter for code in areas() for parameter in parameters_of(code).values()]


@pytest.mark.parametrize(
    ("file", "key", "reason"),
    [
        ("gap", "rate.values[1]", "空档：2019-12-31 之后应从次日起"),
        ("overlap", "rate.values[1]", "重叠"),
        ("same_start", "rate.values[1]", "重叠"),
        ("unknown_key", "rate.values[0].amount", "不认识的键"),
        ("unknown_parameter_key", "rate.title", "不认识的键"),
        ("before_law", "rate.values[0]", "早于规定施行之日 2011-07-01"),
        ("no_basis", "rate.values[0].basis", "缺少"),
        ("no_source", "rate.values[0].source", "缺少"),
        ("bad_confidence", "rate.values[0].confidence", "verified 或 known"),
        ("bad_unit", "rate.unit", "不认识"),
        ("bad_number", "rate.values[0].value", "不是数"),
        ("too_fine", "rate.values[0].value", "两位以上小数"),
        ("not_whole", "rate.values[0].value.male", "应是整数"),
        ("wrong_keys", "rate.values[0].value", "表的键应恰为"),
        ("silent_key", "rate.keys", "female 缺少中文名称"),
        ("silent_table", "rate.values[0].value", "male 缺少中文名称"),
        ("bad_date", "rate.values[0].from", "没有 30 日"),
        ("backwards", "rate.values[0]", "早于 from"),
        ("no_values", "rate.values", "至少一个值"),
        ("duplicate", "（文件）", "重复"),
        ("alias", "（文件）", "别名"),
        ("not_a_mapping", "（文件）", "映射"),
        ("negative", "rate.values[0].value", "不在 0 至"),
    ],
)
def test_a_bad_file_is_rejected_with_file_key_and_reason(file, key, reason):
    text = (BAD / f"{file}.yaml").read_text(encoding="utf-8")
    with pytest.raises(ParameterFileError) as error:
        read_parameters(text, f"{file}.yaml", "national")
    message = str(error.value)
    assert f"{file}.yaml" in message
    assert key in message
    assert reason in message


def test_the_good_fixture_is_accepted():
    (parameter,) = read_parameters((BAD / "good.yaml").read_text(encoding="utf-8"), "good.yaml", "national")
    assert [value.content for value in parameter.values] == [12345, None, 20000]


@pytest.mark.parametrize("parameter", EVERY, ids=lambda parameter: f"{parameter.area}:{parameter.name}")
def test_every_parameter_has_its_basis_and_source(parameter):
    for value in parameter.values:
        assert len(value.basis) >= 4
        assert value.source
        assert value.confidence in ("verified", "known")


def test_every_area_has_a_chain_up_to_the_nation():
    for code in areas():
        current = code
        while areas()[current].parent:
            current = areas()[current].parent
        assert current == "national"


def test_a_city_comes_before_its_province_and_the_nation():
    wuhan = law("武汉")
    assert wuhan.at("pension.calculation_base", date(2024, 3, 1)).area == "wuhan"
    assert wuhan.at("pension.transition_rate", date(2024, 3, 1)).area == "hubei"
    assert wuhan.at("pension.accrual_rate", date(2024, 3, 1)).area == "national"


@pytest.mark.parametrize(
    "name", ["wuhan", "武汉", "武汉市", "武汉(江夏)", "武汉市青山区", "湖北省武汉市", "省直", "湖北武汉"]
)
def test_a_place_is_known_by_any_of_its_names(name):
    assert law(name).area.code == "wuhan"


def test_an_unknown_place_is_named_with_those_that_are_known():
    with pytest.raises(PolicyError, match=r"没有“长沙”的参数，现有：全国、湖北省"):
        law("长沙")


def test_a_date_before_the_first_value_names_parameter_and_first_date():
    with pytest.raises(MissingParameter, match=r"养老金计发基数.*武汉市.*2019-12-31.*最早的值自 2020-01-01 起"):
        law("wuhan").at("pension.calculation_base", date(2019, 12, 31))


def test_a_date_after_a_closed_series_names_its_end():
    with pytest.raises(MissingParameter, match="最后一个值到 2026-12-31 为止"):
        law("wuhan").at("pension.account_interest", date(2027, 1, 1))


def test_a_value_announced_later_is_not_used_before_it_was_known():
    wuhan, entitled = law("wuhan"), date(2025, 10, 1)
    assert wuhan.at("pension.calculation_base", entitled, date(2025, 10, 31)).integer == 902200
    assert wuhan.at("pension.calculation_base", entitled, date(2025, 12, 1)).integer == 911200


@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)))
def test_at_most_one_value_holds_on_a_day(day):
    for parameter in EVERY:
        holding = [
            value
            for value, after in zip(parameter.values, (*parameter.values[1:], None), strict=True)
            if value.start <= day and (value.end is None or day <= value.end) and (after is None or day < after.start)
        ]
        assert len(holding) <= 1


def test_every_parameter_of_pensions_and_retirement_is_used():
    source = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py"))
    topics = ("pension.", "resident.", "public.", "retirement.")
    names = {parameter.name for parameter in EVERY if parameter.name.startswith(topics)}
    unused = {name for name in names if name not in source and not any(stem in source for stem in _stems(name))}
    assert unused == set()


def _stems(name):
    """Names that code puts together: retirement.{kind}_age."""
    topic, rest = name.split(".", 1)
    return [f"{topic}.{{kind}}_{'_'.join(rest.split('_')[number:])}" for number in range(1, rest.count("_") + 1)]
