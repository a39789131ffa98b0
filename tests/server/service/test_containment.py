"""What processes may take, who holds a data directory, and what does not start."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from shebao.server.platform.organisations.models import Organisation
from shebao.server.platform.people import demo
from shebao.server.platform.people.models import User
from shebao.server.service import containment, prepare, run

_SAY = """
import os, resource
from shebao.server.service.containment import Bounds, contain
contain(Bounds(1 << 30, 64, 1 << 20, seconds=50, nice=3))
names = ("AS", "NOFILE", "FSIZE", "CPU", "CORE")
print(*(resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))[1] for name in names), os.nice(0), oct(os.umask(0)))
try:
    bytearray(2 << 30)
except MemoryError:
    print("refused")
"""


def test_a_process_is_bounded_for_good() -> None:
    said = subprocess.run([sys.executable, "-c", _SAY], capture_output=True, text=True, check=True).stdout.split()
    assert said[:5] == [str(1 << 30), "64", str(1 << 20), "50", "0"]
    assert int(said[5]) == min(19, os.nice(0) + 3)
    assert said[6] == "0o77", "what it writes is closed to other users of the machine"
    assert said[7] == "refused"


def test_every_process_that_serve_starts_has_bounds() -> None:
    for child in run._children({}, run.Plan(workers=2)):
        assert 0 < child.bounds.memory < resource.RLIM_INFINITY or resource.RLIM_INFINITY == -1
        assert child.bounds.files
        assert child.bounds.file_size
        assert child.bounds.seconds or child.bounds.nice


def test_one_data_directory_has_one_server(tmp_path: Path) -> None:
    with containment.alone(tmp_path) as held:
        assert os.fstat(held.fileno()).st_mode & 0o077 == 0
        with pytest.raises(containment.Taken):
            containment.alone(tmp_path)
    containment.alone(tmp_path).close()


def test_the_second_server_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHEBAO_DATA", str(tmp_path))
    with (
        containment.alone(tmp_path),
        pytest.raises(run.ServiceProblem, match="已有一个 shebao serve"),
        run._alone(run.configured()),
    ):
        pass


@pytest.mark.django_db
def test_production_does_not_start_with_a_password_that_everybody_knows(tree: Any, member: Any) -> None:
    prepare._refuse_known_passwords()
    user = member("administrator", tree.city, "guanli")
    prepare._refuse_known_passwords()  # the name alone is no fault
    user.set_password(demo.PASSWORD)
    user.save()
    with pytest.raises(SystemExit, match="guanli"):
        prepare._refuse_known_passwords()
    User.objects.update(is_active=False)
    prepare._refuse_known_passwords()


@pytest.mark.django_db
def test_a_demo_that_people_changed_starts_as_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("shebao.server.platform.declarations.demo.collected", lambda: _OnlyPeople())
    demo.load()
    city = Organisation.objects.get(name=demo.CITY)
    bureau = Organisation.objects.get(name=demo.CITY_BUREAU)
    second = demo.tree.add(demo.CITY_BUREAU, "department", Organisation.objects.get(name="普陀区"))
    assert second.pk != bureau.pk
    Organisation.objects.filter(name=demo.CITY_CENTRE).update(name="改了名的中心")
    prepare._load_demo()
    assert "演示数据已被改动" in capsys.readouterr().out
    assert Organisation.objects.filter(pk=city.pk).exists()


class _OnlyPeople:
    demo = ("shebao.server.platform.people.demo",)
