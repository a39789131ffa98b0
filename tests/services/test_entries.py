"""What a service's file says about its entry: read whole, and every mistake told with file, key and reason."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from services.test_catalogue import SOUND, written
from shebao.operations.handling.checking import misfits
from shebao.services.listing import read_catalogue

ENTRY: dict[str, Any] = SOUND | {
    "form": {
        "identity_number": {"label": "证件号码", "kind": "identity", "required": True},
        "injury_day": {"label": "受伤日期", "kind": "day", "required": True},
        "injury_report": {"label": "经过", "kind": "text", "required": True},
    },
    "effect": "entries.enter",
    "enters": {"slot": "injury_day", "from": "injury_day", "needs": [{"past": "injury_day"}]},
}
READ = [
    ({"enters": {"slot": "day"}}, "没有“day”"),
    ({"enters": {"surprise": 1}}, "surprise"),
    ({"enters": {"employer": "any"}}, "可用的有"),
    ({"enters": {"life": "gone"}}, "gone"),
    ({"enters": {"fixed": {"card_state": 1}}}, "文字"),
    ({"enters": {"months": 0}}, "正整数"),
    ({"enters": {"months": 12, "until": "injury_day"}}, "不与 until 并用"),
    ({"enters": {"needs": [{"retires": "end"}]}}, "没有“end”"),
    ({"enters": {"needs": {"past": "injury_day"}}}, "列表"),
    ({"enters": {"needs": [{"told": "x"}]}}, "之一"),
    ({"enters": {"needs": [{"past": "end"}]}}, "没有“end”"),
    ({"enters": {"needs": [{"order": ["injury_day"]}]}}, "2 个名称"),
    ({"enters": {"needs": [{"within": "injury_day"}]}}, "天数"),
    ({"enters": {"needs": [{"past": "injury_day", "days": 3}]}}, "天数"),
    ({"enters": {"prints": ["nothing"], "paper": "证明"}}, "没有“nothing”"),
    ({"enters": {"prints": ["injury_day"]}}, "没有 paper"),
    ({"enters": {"needs": [{"age": "yes", "days": 16}]}}, "只写 true"),
    ({"effect": "enrolment.join"}, "enters"),
]
FIT = [
    ({"enters": {"fixed": {"nothing": "x"}}}, "没有登记项 nothing"),
    ({"enters": {"fixed": {"card_state": "broken"}}}, "broken"),
    ({"enters": {"needs": [{"holds": "nothing"}]}}, "没有登记项 nothing"),
    ({"enters": {"needs": [{"holds": "card_state", "among": ["broken"]}]}}, "broken"),
    ({"enters": {"needs": [{"retired": "weather"}]}}, "没有险种 weather"),
    ({"enters": {"needs": [{"retires": "injury_day", "among": ["never"]}]}}, "early 或 late"),
    ({"enters": {"needs": [{"enrolled": ["weather", "injury_day"]}]}}, "没有险种 weather"),
    (
        {
            "form": {
                "identity_number": ENTRY["form"]["identity_number"],
                "injury_report": {"label": "经过", "kind": "money"},
            },
            "enters": {},
        },
        "不收 money",
    ),
    ({"form": {"nothing": {"label": "无", "kind": "text"}}, "enters": {}}, "既不登记"),
]


def changed(change: dict[str, Any]) -> dict[str, Any]:
    return {**copy.deepcopy(ENTRY), **change}


def test_a_sound_entry_is_read_and_fits(tmp_path: Path) -> None:
    found, problems = read_catalogue(written(tmp_path, ENTRY))
    assert not problems
    (service,) = found.versions["SI-REG-001"]
    assert service.enters is not None
    assert (service.enters.slot, service.gives_paper, misfits([service])) == ("injury_day", False, [])


@pytest.mark.parametrize(("change", "told"), READ)
def test_a_mistake_in_reading_is_told(tmp_path: Path, change: dict[str, Any], told: str) -> None:
    _, problems = read_catalogue(written(tmp_path, changed(change)))
    assert any(told in str(problem) for problem in problems), problems
    assert all("registration/SI-REG-001.yaml" in str(problem) for problem in problems)


@pytest.mark.parametrize(("change", "told"), FIT)
def test_what_only_the_business_sees_is_told(tmp_path: Path, change: dict[str, Any], told: str) -> None:
    found, problems = read_catalogue(written(tmp_path, changed(change)))
    assert not problems
    told_now = [str(problem) for problem in misfits(found.versions["SI-REG-001"])]
    assert any(told in one for one in told_now), told_now
