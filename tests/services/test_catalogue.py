"""The catalogue of services: what ships is whole, and every mistake in a file is told with file, key and reason."""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared_files import shared
from shebao.services.flows import flows
from shebao.services.listing import catalogue, read_catalogue
from shebao.services.output import as_object, lines, page
from shebao.services.packages import packages
from shebao.services.words import words

TODAY = date(2026, 11, 30)
SOUND: dict[str, Any] = {
    "code": "SI-REG-001",
    "name": "参保",
    "from": date(2025, 1, 1),
    "subject": "person",
    "applicants": ["person"],
    "channels": ["counter"],
    "basis": ["社会保险法第五十八条"],
    "risk": "low",
    "flow": "two_eyes",
    "decider": "agency",
    "level": "district",
    "source": "法律法规原文",
    "confidence": "verified",
    "limit": {"statutory": {"n": 10, "kind": "workdays"}, "source": "法律法规原文", "confidence": "verified"},
    "materials": [{"name": "身份证"}],
    "form": {"start": {"label": "起", "kind": "month"}},
    "effect": "enrolment.join",
}


def written(folder: Path, *versions: dict[str, Any], name: str = "SI-REG-001", group: str = "registration") -> Path:
    (folder / group).mkdir(exist_ok=True)
    text = yaml.safe_dump_all(versions, allow_unicode=True)
    (folder / group / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def test_every_service_that_ships_can_be_listed_and_none_pretends() -> None:
    services = catalogue().on(TODAY)
    assert len(services) == 238
    assert {service.group for service in services} == set(words()["groups"])
    for service in services:
        found = as_object(service)
        assert found["available"] == bool(found["effect"])
        assert "尚未开办" in "".join(lines([service])) or service.available


def test_risk_decides_how_many_people_see_a_case() -> None:
    for service in catalogue().on(TODAY):
        if service.risk == "high" and service.decider == "agency":
            assert service.flow.eyes >= 3, service.code
        if service.risk == "medium":
            assert service.flow.key != "instant", service.code


def test_deciders_other_than_the_agency_decide_in_flows_that_leave_the_agency() -> None:
    outside = {service.flow.key for service in catalogue().on(TODAY) if service.decider == "appraisal_committee"}
    assert outside == {"appraisal"}
    assert {step.role for step in flows()["appraisal"].steps} == {"clerk", "outside", "reviewer"}


def test_limits_and_names_are_those_of_the_reference() -> None:
    import csv

    rows = list(csv.DictReader(shared("reference/service_catalogue.csv").read_text("utf-8").splitlines()))
    kinds = {"statutory": "workdays", "promised": "workdays", "calendar days": "calendar"}
    for row in rows:
        service = catalogue().version(row["code"], TODAY)
        assert service is not None, row["code"]
        assert service.name.replace("（", "(").replace("）", ")") == row["name"]
        assert set(service.applicants) == set(row["applicant"].split(";"))
        if row["time_limit_workdays"]:
            span = service.limit.binding
            assert span is not None
            assert (str(span.n), span.kind) == (row["time_limit_workdays"], kinds[row["time_limit_kind"]])


MISTAKES = [
    ("code", "SI-REG-1", "应像"),
    ("code", "SI-REG-002", "文件名"),
    ("from", "去年", "应是日期"),
    ("applicants", ["somebody"], "somebody"),
    ("applicants", [], "至少"),
    ("channels", "counter", "列表"),
    ("basis", ["社会保险法", "社会保险法"], "重复"),
    ("risk", "none", "可用的有"),
    ("flow", "five_eyes", "five_eyes"),
    ("decider", 5, "应是文字"),
    ("limit", {"statutory": {"n": -1, "kind": "workdays"}, "source": "s", "confidence": "known"}, "整数"),
    ("limit", {"statutory": {"n": 5, "kind": "weeks"}, "source": "s", "confidence": "known"}, "weeks"),
    ("limit", {"statutory": {"n": 5, "kind": "workdays"}}, "source"),
    ("materials", [{"label": "身份证"}], "label"),
    ("form", {"Start": {"label": "起", "kind": "month"}}, "小写"),
    ("form", {"start": {"label": "起", "kind": "hour"}}, "hour"),
    ("effect", "做", "应像"),
    ("surprise", 1, "surprise"),
]


@pytest.mark.parametrize(("key", "value", "told"), MISTAKES)
def test_a_mistake_is_told_with_file_key_and_reason(tmp_path: Path, key: str, value: Any, told: str) -> None:
    _, problems = read_catalogue(written(tmp_path, {**copy.deepcopy(SOUND), key: value}))
    assert problems
    assert all("registration/SI-REG-001.yaml" in str(problem) for problem in problems)
    assert any(told in str(problem) for problem in problems)


def test_all_mistakes_of_a_file_are_told_at_once_and_others_still_read(tmp_path: Path) -> None:
    written(tmp_path, SOUND | {"risk": "none", "flow": "none", "basis": []})
    found, problems = read_catalogue(written(tmp_path, SOUND | {"code": "SI-REG-002"}, name="SI-REG-002"))
    assert len(problems) == 3
    assert list(found.versions) == ["SI-REG-002"]


def test_a_case_stays_on_the_version_it_began_with(tmp_path: Path) -> None:
    later = SOUND | {"from": date(2026, 1, 1), "name": "参保登记"}
    found, problems = read_catalogue(written(tmp_path, SOUND, later))
    assert not problems
    assert [s.name for day in (date(2025, 5, 1), date(2026, 5, 1)) if (s := found.version("SI-REG-001", day))] == [
        "参保",
        "参保登记",
    ]
    assert found.version("SI-REG-001", date(2024, 1, 1)) is None
    _, problems = read_catalogue(written(tmp_path, later, SOUND))
    assert "先后" in str(problems[0])


def test_what_is_no_yaml_and_what_is_no_group_is_told(tmp_path: Path) -> None:
    written(tmp_path, SOUND)
    (tmp_path / "registration/SI-REG-003.yaml").write_text("code: [", encoding="utf-8")
    (tmp_path / "elsewhere").mkdir()
    _, problems = read_catalogue(tmp_path)
    assert ["SI-REG-003.yaml" in str(problems[1]), "elsewhere" in str(problems[0])] == [True, True]


def test_the_page_of_the_docs_is_up_to_date() -> None:
    page_file = Path(__file__).parents[2] / "docs/services.zh.md"
    assert page_file.read_text("utf-8") == page(), "make docs"


def test_what_not_everybody_needs_is_in_the_package_and_somebody_needs_the_rest() -> None:
    members: dict[str, set[str]] = {}
    for service in catalogue().on(TODAY):
        for name in service.joint:
            members.setdefault(name, set()).add(service.code)
    for name, package in packages().items():
        assert set(package.only) < members.get(name, {"nothing"}), name
        assert all(package.only.values()), name
