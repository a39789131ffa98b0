"""Whatever is planted in a service's file is named with file, key and reason; what is sealed cannot be changed unnoticed."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from shebao.fields.data_files import load_versions
from shebao.operations.handling.checking import misfits
from shebao.services import notes, sealing
from shebao.services.listing import Catalogue, catalogue
from shebao.services.loading import read_service
from shebao.services.model import Service

TODAY = date(2026, 11, 30)
OPEN = [service for service in catalogue().on(TODAY) if service.available]
FOLDER = files("shebao.services") / "catalogue"


def content(service: Service) -> dict[str, Any]:
    path = FOLDER / service.group / f"{service.code}.yaml"
    found: dict[str, Any] = load_versions(path, path.name)[-1]
    return found


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every key and member of a file; the codes of a choice are a matter of the form alone."""
    listed = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in listed:
        yield (*path, key)
        if key != "choices":
            yield from places(value, (*path, key))


def at(data: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        data = data[key]
    return data


def planted(data: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    made = copy.deepcopy(data)
    at(made, path[:-1])[path[-1]] = value
    return made


def renamed(data: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    made = copy.deepcopy(data)
    parent = at(made, path[:-1])
    parent[f"{path[-1]}_x"] = parent.pop(path[-1])
    return made


def told(service: Service, data: dict[str, Any]) -> list[str]:
    where = f"{service.group}/{service.code}.yaml"
    found, problems = read_service(data, where, service.group, service.code)
    problems += misfits([found]) if found else []
    return [str(problem) for problem in problems]


@pytest.mark.parametrize("service", OPEN, ids=lambda service: service.code)
def test_a_value_of_another_type_and_a_key_of_another_name_are_told(service: Service) -> None:
    """Every key of every open service, in turn: a list for a text, a text for a list, a name that nobody knows."""
    data, tried = content(service), 0
    assert told(service, data) == []
    for path in places(data):
        wrong: Any = [] if not isinstance(at(data, path), list) else "文字"
        wrong = {} if path == ("form",) else wrong
        found = told(service, planted(data, path, wrong))
        if path != ("materials",) or data["materials"]:
            assert any(f"{service.code}.yaml" in one for one in found), (path, wrong)
        if isinstance(path[-1], str):
            found = told(service, renamed(data, path))
            assert any(f"{service.code}.yaml" in one for one in found), path
        tried += 1
    assert tried > 20


FORM = [
    (("start", "kind"), "day", "应是 month"),
    (("start", "required"), False, "required: true"),
    (("start", "prefill"), "person.shoe_size", "person.shoe_size"),
    (("staff", "list"), "reason.start", "不认识这些代码"),
    (("staff", "list"), "nobody", "没有代码表"),
    (("name", "list"), "sex", "kind 应是 choice"),
    (("shoe_size",), {"label": "鞋码", "kind": "whole"}, "不用这个字段"),
]


@pytest.mark.parametrize(("path", "value", "words"), FORM)
def test_a_form_that_does_not_fit_the_effect_is_told(path: tuple[str, ...], value: Any, words: str) -> None:
    service = next(one for one in OPEN if one.code == "SI-REG-005")
    found = told(service, planted(content(service), ("form", *path), value))
    assert any(words in one and "form." in one for one in found), found


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("effect", "enrolment.nothing", "没有办理规则"),
        ("not_yet", "还没有", "不应再写 not_yet"),
        ("joint", ["没有的一件事"], "没有的一件事"),
    ],
)
def test_an_effect_or_package_that_does_not_exist_is_told(key: str, value: Any, words: str) -> None:
    service = next(one for one in OPEN if one.code == "SI-REG-005")
    assert any(words in one for one in told(service, {**content(service), key: value}))


def test_a_key_that_stands_twice_is_refused(tmp_path: Path) -> None:
    from shebao.fields.data_files import DataFileError

    path = tmp_path / "SI-REG-005.yaml"
    path.write_text("code: SI-REG-005\ncode: SI-REG-006\n", "utf-8")
    with pytest.raises(DataFileError, match="重复"):
        load_versions(path, path.name)


def test_what_ships_is_sealed_and_a_change_of_it_is_told() -> None:
    assert sealing.broken(catalogue()) == []
    assert sealing.unsealed(catalogue()) == [], "shebao services seal"
    service = next(one for one in OPEN if one.code == "SI-REG-005")
    changed, _ = read_service({**content(service), "name": "别的"}, "f", service.group, service.code)
    assert changed is not None
    others = dict(catalogue().versions)
    told_changed = sealing.broken(Catalogue({**others, service.code: (changed,)}))
    told_gone = sealing.broken(Catalogue({key: value for key, value in others.items() if key != service.code}))
    assert "内容被改动" in str(told_changed[0])
    assert "不能去掉" in str(told_gone[0])
    later = read_service({**content(service), "name": "别的", "from": TODAY}, "f", service.group, service.code)[0]
    assert later is not None
    assert sealing.broken(Catalogue({**others, service.code: (service, later)})) == []


def test_notes_hold_on_their_days_and_are_bound_to_services_that_exist() -> None:
    assert notes.astray(catalogue()) == []
    assert [note.title for note in notes.notes_for("SI-QRY-002", TODAY)] == ["查询免费"]
    assert notes.notes_for("SI-QRY-002", date(2010, 1, 1)) == ()
    bound = {service.code for service in OPEN if notes.notes_for(service.code, TODAY)}
    assert len(bound) > 20
