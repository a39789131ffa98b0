"""What the held-out set promises: unchanged documents add up as printed, and every fault says something else than was there."""

import re
from decimal import ROUND_HALF_UP, Decimal

import pytest
import yaml

from heldout.blocks import Document, Grid, places
from heldout.compose import compose, variants
from heldout.form_grid import layouts
from heldout.marks import plain
from heldout.whole import KINDS, document
from heldout.write_text import MODES, TABLE, text

SEEDS = [3, 14, 50_007, 100_003, 100_021]


def amount(shown: str) -> Decimal:
    return Decimal(re.sub(r"[,%]", "", shown))


def values(made: Document) -> dict[str, str]:
    return {p.key: p.shown for p in places(made)}


def near(shown: str, exact: Decimal) -> bool:
    """Whether a printed rate is the exact value rounded half up to its own digits, trailing zeros aside."""
    digits = Decimal(1).scaleb(-len(shown.rstrip("%").partition(".")[2]))
    return any(amount(shown) == exact.quantize(digits / 10**more, ROUND_HALF_UP) for more in (0, 1, 2))


def changes(found: dict[str, str]) -> list[str]:
    return [k.removesuffix(".diff") for k in found if k.endswith(".diff") and k.removesuffix(".diff") in found]


@pytest.mark.parametrize("seed", SEEDS)
def test_changes_against_last_year_follow_from_this_years_amount(seed: int) -> None:
    found = values(document(seed, "whole"))
    assert changes(found)
    for key in changes(found):
        now, diff = amount(found[key]), amount(found[key + ".diff"])
        if key == "work.growth":
            continue
        up = found[key + ".way"] == "增加"
        rate = found.get(key + ".by")
        assert rate is None or near(rate, 100 * diff / (now - diff if up else now + diff)), key
        assert found.get(key + ".turn", "增长") in (("增长", "上升") if up else ("增长", "下降", "降低"))


@pytest.mark.parametrize("seed", SEEDS)
def test_tables_and_text_of_an_unchanged_report_add_up(seed: int) -> None:
    found = values(document(seed, "whole"))
    sums = {
        "income.income": r"income\.\d\.part", "spending.spent": r"spending\.\d\.part", "structure.spent": r"structure\.\d\.part",
        "detail.spent": r"item\d+\.spent", "detail.budget": r"item\d+\.budget", "basic.basic": r"basic\.(personnel|public)",
        "procurement.total": r"procurement\.(goods|works|services)", "table3.total.0": r"table3\.\d{7}\.0",
        "table2.total.0": r"table2\.\d{3}\.0", "table5.total.1": r"table5\.\d{5}\.1", "performance.money": r"project\d\.spent",
    }  # fmt: skip
    for total, parts in sums.items():
        own = [amount(v) for k, v in found.items() if re.fullmatch(parts, k)]
        assert sum(own) == amount(found[total]), total
    assert amount(found["table5.total.0"]) == amount(found["general.spent"])
    assert amount(found["table6.personnel.0"]) == amount(found["basic.personnel"])


@pytest.mark.parametrize("seed", [*SEEDS, 100_042])
def test_forms_add_up_to_their_total_and_a_hundred(seed: int) -> None:
    found = values(document(seed, "form"))
    form = next(k for k in found if k.endswith(".total")).split(".")[0]
    weights = [int(v) for k, v in found.items() if re.fullmatch(rf"{form}\.i\d+\.weight", k)]
    scores = [amount(v) for k, v in found.items() if re.fullmatch(rf"{form}\.(i\d+|exec)\.score", k)]
    assert sum(scores) == amount(found[form + ".total"])
    assert sum(weights) in (80, 90)
    assert near(
        found[form + ".exec.rate"], 100 * amount(found[form + ".exec.actual"]) / amount(found[form + ".exec.budget"])
    )
    assert all(
        amount(found[k]) <= amount(found[k.replace(".score", ".weight")])
        for k in found
        if re.search(r"\.i\d+\.score", k)
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_changes_the_document_and_its_truth_names_what_is_shown(kind: str) -> None:
    (unchanged, _), *faulty = variants(100_007, kind, 6)
    before = text(unchanged, "tabs")
    assert faulty
    for made, fault in faulty:
        assert fault is not None
        after = text(made, "tabs")
        assert after != before, fault.fault
        assert fault.truth["stated"] != fault.truth["expected"] or fault.fault.startswith("list"), fault.fault
        stated = str(fault.truth["stated"])
        assert stated in after or "left out" in fault.fault or "list" in fault.fault, fault.fault


def test_nothing_marked_is_written_out_in_any_format() -> None:
    made = document(9, "whole")
    assert set(TABLE) == set(MODES)
    assert not any(mark in text(made, mode) for mode in MODES for mark in "⟦⟧")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_table_broken_over_lines_loses_no_character(seed: int) -> None:
    for block in document(seed, "whole").blocks:
        if isinstance(block, Grid):
            assert "".join(TABLE["narrow"](block)) == "".join(TABLE["cells"](block))


@pytest.mark.parametrize("seed", SEEDS)
def test_merged_cells_leave_every_table_rectangular(seed: int) -> None:
    for block in document(seed, "whole").blocks:
        if isinstance(block, Grid):
            covered = sum(c.rows * c.cols for row in block.rows for c in row if c)
            assert covered == block.width * len(block.rows), [plain(c.text) for c in block.rows[0] if c]


def test_layouts_differ_and_a_third_is_sealed() -> None:
    assert (
        len(
            {
                (x.columns, x.weight, x.merging, x.execution, x.goals, x.total, x.subtotals, x.two_lines)
                for x in layouts()
            }
        )
        >= 40
    )
    tuning = {document(seed, "form").layout["form"] for seed in range(1, 120)}
    sealed = {document(seed, "form").layout["form"] for seed in range(100_000, 100_120)}
    assert len(sealed - tuning) >= 10


def test_cases_are_written_beside_their_documents(tmp_path: object) -> None:
    cases = compose(tmp_path, range(100_001, 100_002), "whole", 2, ["md"])  # type: ignore[arg-type]
    again = yaml.safe_load((tmp_path / "cases.yaml").read_text("utf-8"))  # type: ignore[operator]
    assert [c["file"] for c in again] == [c["file"] for c in cases]
    assert all((tmp_path / c["file"]).exists() for c in again)  # type: ignore[operator]


@pytest.mark.parametrize("kind", ["province", "region"])
@pytest.mark.parametrize("seed", [*range(1, 13), *range(100_000, 100_006)])
def test_forms_of_other_provinces_add_up(seed: int, kind: str) -> None:
    made = document(seed, kind)
    grid = next(block for block in made.blocks if isinstance(block, Grid))
    assert sum(c.rows * c.cols for row in grid.rows for c in row if c) == grid.width * len(grid.rows)
    values = {place.key: place.shown for place in places(made)}
    scores = [Decimal(v) for k, v in values.items() if re.fullmatch(r"form0\.(i\d+|exec)\.score", k)]
    assert sum(scores) == Decimal(values["form0.total"])
    assert len(made.indicators) == len(scores) - 1
