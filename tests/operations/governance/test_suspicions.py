"""Suspicions keep their identity and are followed from run to run."""

from hypothesis import given
from hypothesis import strategies as st

from shebao.operations.governance.masking import masked
from shebao.operations.governance.suspicions import Course, followed, identity

PAIRS = st.tuples(st.sampled_from(["P01", "P02"]), st.text("0123456789", min_size=1, max_size=4))
FOUND = st.sets(PAIRS, max_size=8)


@given(PAIRS, PAIRS)
def test_equal_suspicions_and_only_these_have_equal_identities(one, other):
    assert (identity(*one) == identity(*other)) == (one == other)


@given(st.lists(FOUND, min_size=1, max_size=5))
def test_courses_follow_from_the_runs(runs):
    known = {}
    for number, found in enumerate(runs, start=1):
        known = followed(known, [(check, subject, 1) for check, subject in found], number, ["P01", "P02"])
    seen = [number for number, found in enumerate(runs, start=1)]
    assert set(known) == {identity(*pair) for found in runs for pair in found}
    for each in known.values():
        at = [number for number in seen if (each.check, each.subject) in runs[number - 1]]
        assert (each.first_run, each.last_run) == (at[0], at[-1])
        assert (each.course is Course.GONE) == (at[-1] < len(runs))
        assert (each.course is Course.NEW) == (at == [len(runs)])


def test_a_check_that_did_not_run_completely_lets_nothing_go():
    before = followed({}, [("P01", "1", 1)], 1, ["P01"])
    after = followed(before, [], 2, [])
    assert [each.course for each in after.values()] == [Course.NEW]


@given(st.text(st.characters(exclude_characters="*"), min_size=1, max_size=30))
def test_masking_hides_at_least_half_and_keeps_the_length_of_long_values(value):
    hidden = masked(value)
    assert "*" in hidden
    assert hidden != value or set(value) == {"*"}
