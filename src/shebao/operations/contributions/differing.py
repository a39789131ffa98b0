"""From what is known to be owed to what should be: the fewest months stated anew or lifted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shebao.operations.contributions.assessing import Assessment, Horizon, Stretch
from shebao.operations.contributions.facts import ASSESSED
from shebao.operations.record.effects import LiabilityLifted, LiabilityStated
from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.rows import Liability
from shebao.operations.record.valid import FAR, Valid


def differences(
    person: int, wanted: Assessment, known: Iterable[Liability], horizon: Horizon
) -> tuple[LiabilityStated | LiabilityLifted, ...]:
    """The effects after which what is owed from the horizon's first month on is what is wanted. What stands outside the
    monthly assessment (back-payment, projects) is left alone; months that could not be assessed stay as they are."""
    lanes: dict[tuple[str, int], tuple[list[Stretch], list[Liability]]] = {}
    for stretch in wanted.stretches:
        lanes.setdefault(_lane(stretch.line, stretch.employer), ([], []))[0].append(stretch)
    for row in known:
        lanes.setdefault(_lane(row.line, row.employer), ([], []))[1].append(row)
    unclear = {_lane(gap.line, gap.employer) for gap in wanted.gaps}
    return tuple(
        effect
        for lane, (stretches, rows) in sorted(lanes.items())
        for effect in _lane_differences(person, lane[0], stretches, rows, horizon, lane in unclear)
    )


def _lane(line: str, employer: int | None) -> tuple[str, int]:
    return line, insurance_lines()[line].lane(employer)


def _lane_differences(
    person: int, line: str, stretches: Sequence[Stretch], rows: Sequence[Liability], horizon: Horizon, unclear: bool
) -> list[LiabilityStated | LiabilityLifted]:
    first = horizon.first.first_day
    spans = [*(one.valid for one in stretches), *(row.valid for row in rows)]
    cuts = sorted({first} | {day for span in spans for day in (span.start, span.stop) if first < day < FAR})
    found: list[LiabilityStated | LiabilityLifted] = []
    for start, stop in zip(cuts, [*cuts[1:], FAR], strict=True):
        valid = Valid(start, None if stop == FAR else stop)
        want = next((one for one in stretches if start in one.valid), None)
        have = next((row for row in rows if start in row.valid), None)
        effect = _difference(person, line, want, have, valid, unclear)
        if effect is not None:
            _add(found, effect)
    return found


def _difference(
    person: int, line: str, want: Stretch | None, have: Liability | None, valid: Valid, unclear: bool
) -> LiabilityStated | LiabilityLifted | None:
    if want is not None:
        if have is not None and (have.employer, have.owed) == (want.employer, want.owed):
            return None
        return LiabilityStated(person, line, want.employer, valid, want.owed)
    if have is None or have.owed.kind not in ASSESSED or unclear:
        return None
    return LiabilityLifted(person, line, have.employer, valid)


def _add(found: list[LiabilityStated | LiabilityLifted], effect: LiabilityStated | LiabilityLifted) -> None:
    """Joined with the one before where it goes on with the same."""
    last = found[-1] if found else None
    if last is not None and last.valid.end == effect.valid.start and _same(last, effect):
        valid = Valid(last.valid.start, effect.valid.end)
        found[-1] = (
            LiabilityStated(effect.person, effect.line, effect.employer, valid, effect.owed)
            if isinstance(effect, LiabilityStated)
            else LiabilityLifted(effect.person, effect.line, effect.employer, valid)
        )
    else:
        found.append(effect)


def _same(one: LiabilityStated | LiabilityLifted, other: LiabilityStated | LiabilityLifted) -> bool:
    if type(one) is not type(other) or one.employer != other.employer:
        return False
    return not isinstance(one, LiabilityStated) or not isinstance(other, LiabilityStated) or one.owed == other.owed
