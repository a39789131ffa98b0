"""Which other report a report is tied to."""

from pathlib import Path

from shebao.auditing.related import Known, department_of, prior_of


def known(unit: str, year: int | None, kind: str = "unit", name: str = "") -> Known:
    return Known(Path(name or f"{unit}{year}{kind}.pdf"), unit, kind, year)


def test_the_year_before_of_the_same_unit_is_the_prior() -> None:
    report = known("示例市社会保险中心", 2023)
    others = [known("示例市社会保险中心", 2021), known("示例市 社会保险中心（本级）", 2022), known("别的中心", 2022)]
    assert prior_of(report, others) == others[1].path


def test_a_report_of_the_same_kind_goes_first() -> None:
    report = known("示例市人社局", 2023, "department")
    others = [known("示例市人社局", 2022, "unit"), known("示例市人社局", 2022, "department")]
    assert prior_of(report, others) == others[1].path


def test_without_unit_or_year_there_is_no_prior() -> None:
    assert prior_of(known("", 2023), [known("", 2022)]) is None
    assert prior_of(known("甲中心", None), [known("甲中心", 2022)]) is None


def test_the_department_is_the_longest_name_that_the_unit_begins_with() -> None:
    unit = known("示例市人社局社会保险中心", 2023)
    city, bureau = known("示例市", 2023, "department"), known("示例市人社局", 2023, "department")
    assert department_of(unit, [city, bureau, known("示例市人社局", 2022, "department")]) == bureau.path
    assert department_of(bureau, [city, bureau]) is None
