"""The assessment of one person at the counter is the batch of one, to the fen."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from batch_rosters import LAW, MONTH, insured, results, write
from shebao.batch import run_batch
from shebao.batch.tasks.assess import assess
from shebao.policy.casefile import RawCase
from shebao.policy.casework import compute
from shebao.policy.contributions.kinds import CONTRIBUTION_KINDS
from shebao.policy.contributions.lines import LINES

TASK = assess(LAW, MONTH)
STEPS = {"down_two": "50", "down_one": "80", "base": "100", "up_one": "120", "up_two": "150"}
PEOPLE = st.tuples(
    st.integers(1, 5_000_000),
    st.sampled_from([kind.value for kind in LINES]),
    st.integers(2, 8),
    st.sampled_from(sorted(STEPS)),
)


def at_the_counter(wage, kind, injury_class, floating):
    """What the case of one person says of each amount, in fen."""
    fields = {
        "category": kind,
        "from": MONTH.iso,
        "wage": str(Decimal(wage).scaleb(-2)),
        "injuryclass": str(injury_class),
        "floating": STEPS[floating],
    }
    found = compute(RawCase("甲", fields, {key: key for key in fields}), CONTRIBUTION_KINDS)
    return {name: int(amount * 100) for name, amount in found.row.items() if isinstance(amount, Decimal)}


@settings(max_examples=4, deadline=None)
@given(st.lists(PEOPLE, min_size=1, max_size=30))
def test_one_person_is_the_batch_of_one(tmp_path_factory, people):
    folder = tmp_path_factory.mktemp("assess")
    rows = [
        insured(number, wage=wage, kind=kind, injury_class=injury_class, floating=floating)
        for number, (wage, kind, injury_class, floating) in enumerate(people, start=1)
    ]
    run_batch(TASK, str(write(folder / "in", TASK, insured=rows)), folder / "out")
    for row, person in zip(results(folder / "out"), people, strict=True):
        single = at_the_counter(*person)
        parts = [name for name in row if name.endswith(("_employer", "_employee"))]
        assert {name: row[name] for name in parts} == {name: single.get(name, 0) for name in parts}
        assert (row["employer_total"], row["employee_total"]) == (single["employer"], single["employee"])
        assert row["total"] == single["total"]
