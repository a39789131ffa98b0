"""Whatever a file of cases holds, the answer is a result or a message in Chinese, never a traceback."""

import contextlib

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shebao.fields.field import normalise
from shebao.policy.casefile import RawCase, parse_cases
from shebao.policy.errors import CaseError, UnreadableFile
from shebao.policy.explanation import as_data, as_pdf, as_text, json_text
from shebao.policy.pensions.case import read_employee_case
from shebao.policy.pensions.compute import compute
from shebao.policy.pensions.ledger_case import ADJUSTMENT, PAYMENT
from shebao.policy.pensions.spellings import FIELDS
from shebao.policy.pensions.what_if import what_if
from shebao.policy.retirement.case import FIELDS as RETIREMENT
from shebao.policy.retirement.case import read_retirement_case
from shebao.policy.retirement.determination import determine_retirement

texts = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["男", "女", "武汉", "1965-05", "2025-11", "1975-11-30", "28.83", "30年", "9112", "93583.84", "0.76"]
    ),
    st.integers(-(10**30), 10**30).map(str),
    st.decimals(allow_nan=True, allow_infinity=True).map(str),
    st.sampled_from(["9" * 5000, "١٢", "½", "1e9", "0x10", "\u0000", "２０２５年１１月", "1" * 41]),
)
values = st.recursive(
    texts, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=6
)
keys = [field.key for field in FIELDS] + ["险种", "line", "adjustments", "payments", "through", "expected", "special"]
rows = st.lists(
    st.dictionaries(st.sampled_from([field.key for field in (*ADJUSTMENT, *PAYMENT)]), values, max_size=4), max_size=2
)
GOOD = {
    "sex": "女",
    "birth": "1975-11",
    "retire": "2025-11",
    "city": "武汉",
    "index": "0.7654",
    "total_years": "28.83",
    "account": "93583.84",
    "through": "2026-05",
}


def raw_of(fields):
    return RawCase(
        "某", {normalise(key): value for key, value in fields.items()}, {normalise(key): key for key in fields}
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(keys), values, max_size=4), st.one_of(st.none(), rows))
def test_any_fields_give_a_result_or_problems(fields, ledger):
    raw = raw_of({**GOOD, **fields, **({"payments": ledger} if ledger else {})})
    with contextlib.suppress(CaseError):
        explanation = compute(raw).explanation
        assert as_text(explanation)
        assert json_text(as_data(explanation))
    with contextlib.suppress(CaseError):
        what_if(read_employee_case(raw))


@given(st.dictionaries(st.sampled_from([field.key for field in RETIREMENT]), values, max_size=8))
def test_any_retirement_gives_a_result_or_problems(fields):
    with contextlib.suppress(CaseError):
        assert determine_retirement(read_retirement_case(raw_of({**GOOD, "group": "女工人", **fields}))).explanation


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    with contextlib.suppress(UnreadableFile):
        for raw in parse_cases(text, "x.yaml"):
            assert raw.identifier


def test_a_name_in_typesetting_characters_prints_as_it_is():
    raw = raw_of(GOOD)
    hostile = RawCase('#read("/etc/passwd") $x$ \\ *_@<a>', raw.fields, raw.spellings)
    assert as_pdf(compute(hostile).explanation).startswith(b"%PDF")
