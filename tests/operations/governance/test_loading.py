"""Check sets are read strictly: every kind of mistake is told with file, key and reason, and the rest still loads."""

from pathlib import Path

import pytest

from shebao.operations.governance import GovernanceError, read_sets

BAD = sorted(Path(__file__).with_name("bad_sets").glob("*.yaml"))
GOOD = Path(__file__).with_name("small.yaml")


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_mistake_is_told_with_file_key_and_reason(path):
    key, reason = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# expect: ").split(": ", 1)
    (mistake,) = read_sets([str(path)]).mistakes
    assert (mistake.file, mistake.key) == (path.name, key)
    assert reason in mistake.reason


def test_a_mistake_in_one_check_does_not_hinder_the_others(tmp_path):
    text = GOOD.read_text(encoding="utf-8").replace("kind: code,", "kind: cod,")
    (tmp_path / "set.yaml").write_text(text, encoding="utf-8")
    declared = read_sets([str(tmp_path)])
    assert [mistake.key for mistake in declared.mistakes] == ["P1.kind"]
    assert len(declared.checks) == len(read_sets([str(GOOD)]).checks) - 1


def test_several_sets_are_one():
    assert len(read_sets([str(GOOD)]).checks) == 10


def test_a_set_that_is_not_there_is_named(tmp_path):
    with pytest.raises(GovernanceError, match="nowhere"):
        read_sets([str(tmp_path / "nowhere")])
    with pytest.raises(GovernanceError, match="没有 YAML"):
        read_sets([str(tmp_path)])
