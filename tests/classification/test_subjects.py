"""Subjects by code, year and name; mistakes in a classification file are named with file, line, key and reason."""

from pathlib import Path

import pytest

from shebao.classification import ClassificationError, Level, department_economic, functional, load_subjects

HEAD = "code,name,level,year_from,year_to,source,confidence,note\n"


def test_a_code_has_the_name_of_its_year() -> None:
    def name(year: int) -> str:
        subject = functional().get("20805", year)
        assert subject is not None
        return subject.name

    assert name(2018) == "行政事业单位离退休"
    assert name(2021) == "行政事业单位养老支出"
    assert name(2030) == "行政事业单位养老支出"


def test_a_code_out_of_use_is_told_from_one_in_use() -> None:
    subjects = functional()
    assert subjects.in_use("2080504", 2019)
    assert not subjects.in_use("2080504", 2023)
    assert not subjects.in_use("2089876", 2023)
    assert "2080504" in subjects
    assert subjects.get("2089876") is None


def test_levels_and_parents_follow_from_the_code() -> None:
    subject = functional().get("2080109")
    assert subject is not None
    assert (subject.level, subject.parent) == (Level.ITEM, "20801")
    assert Level.of("208") is Level.CLASS
    assert Level.of("2080") is None


def test_one_name_may_stand_for_several_codes() -> None:
    codes = {subject.code for subject in functional().named("行政 运行")}
    assert {"2010601", "2080101"} <= codes


def test_brackets_and_spaces_do_not_count_in_names() -> None:
    assert [subject.code for subject in department_economic().named("维修(护)费")] == ["30213"]


def test_a_near_name_is_suggested() -> None:
    near = functional().near("机关事业单位养老保险缴费支出")
    assert [subject.code for subject in near] == ["2080505"]
    assert functional().near("社会业务培训质量") == ()
    assert functional().near("住房保障支", level=Level.ITEM) == ()


def test_classes_are_known_by_every_name_they_had() -> None:
    assert functional().classes["医疗卫生与计划生育支出"] == "210"
    assert functional().classes["卫生健康支出"] == "210"


def test_every_item_has_its_category_and_class() -> None:
    for subjects in (functional(), department_economic()):
        orphans = {subject.code for subject in subjects if subject.parent and subject.parent not in subjects}
        assert orphans == set()


@pytest.mark.parametrize(
    ("row", "key", "reason"),
    [
        ("2080,某科目,款,2020,2024,来源,known,", "code", "3、5 或 7 位"),
        ("208,某科目,款,2020,2024,来源,known,", "level", "“类”级"),
        ("208,,类,2020,2024,来源,known,", "name", "没有名称"),
        ("208,某科目,类,2024,2020,来源,known,", "year_from", "无效"),
        ("208,某科目,类,二〇二〇,2024,来源,known,", "year_from", "无效"),
        ("208,某科目,类,2020,2024,来源,sure,", "confidence", "verified"),
        ("208,某科目,类,2020,2024,,known,", "source", "没有出处"),
        ("208,某科目,类,2020,2024,来源", "列数", "实为 6 列"),
    ],
)
def test_each_mistake_is_named(tmp_path: Path, row: str, key: str, reason: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(HEAD + row + "\n", "utf-8")
    with pytest.raises(ClassificationError) as caught:
        load_subjects(path)
    message = str(caught.value)
    assert "bad.csv 第 2 行" in message
    assert key in message
    assert reason in message


def test_two_names_of_one_code_in_one_year_are_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(HEAD + "208,甲,类,2010,2020,来源,known,\n208,乙,类,2020,2024,来源,known,\n", "utf-8")
    with pytest.raises(ClassificationError, match="年度重叠"):
        load_subjects(path)


def test_another_head_is_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("编码,名称\n208,甲\n", "utf-8")
    with pytest.raises(ClassificationError, match="表头"):
        load_subjects(path)
