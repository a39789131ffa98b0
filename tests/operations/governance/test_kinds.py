"""Kinds against what their definition says, computed in plain Python over generated rows."""

import shutil
from dataclasses import replace
from datetime import date, timedelta

import pyarrow.parquet as pq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from operations.governance.made import SETTINGS, SMALL, sound, write
from shebao.fields.identifiers import IdentifierError, read_credit_code, read_identity_number
from shebao.fields.identifiers.identity import check_character
from shebao.operations.governance import check_data, read_sets

SET = """
tables:
  rows:
    title: 行
    key: [row]
    columns:
      row: {title: 行, type: integer}
      who: {title: 人, type: integer}
      start: {title: 始, type: month}
      end: {title: 终, type: month}
      text: {title: 文, type: text}
checks:
"""
COMMON = "severity: error, basis: 无, owner: 无, table: rows, about: [row]"
FEW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def broken(folder, check, rows):
    """The numbers of the rows that a check finds."""
    shutil.rmtree(folder / "work", ignore_errors=True)
    (folder / "set.yaml").write_text(f"{SET}- {{id: X1, title: 题, {COMMON}, {check}}}\n", encoding="utf-8")
    shape = {"row": 0, "who": None, "start": None, "end": None, "text": None}
    write(folder / "work" / "data", {"rows": [{**shape, "row": n, **row} for n, row in enumerate(rows)]})
    declared = read_sets([str(folder / "set.yaml")])
    assert not declared.mistakes
    outcome = check_data(
        str(folder / "work" / "data"), declared, folder / "work" / "out", replace(SETTINGS, keep=10**6)
    )
    assert not outcome.problems
    return {
        int(each) for each in pq.read_table(folder / "work" / "out" / "findings.parquet").column("subject").to_pylist()
    }


MONTHS = st.integers(2020 * 12, 2022 * 12).map(lambda month: month // 12 * 100 + month % 12 + 1)
SPELLS = st.lists(
    st.fixed_dictionaries({"who": st.integers(1, 3), "start": MONTHS, "end": st.none() | MONTHS}),
    min_size=1,
    max_size=12,
).filter(lambda rows: any(row["end"] for row in rows))


@FEW
@given(rows=SPELLS)
def test_spells_overlap_where_a_month_belongs_to_two(tmp_path, rows):
    rows = [row for row in rows if row["end"] is None or row["end"] >= row["start"]] or rows[:1]
    order = sorted(range(len(rows)), key=lambda n: (rows[n]["start"], rows[n]["end"] or 999999, n))
    expected = {
        later
        for place, later in enumerate(order)
        for earlier in order[:place]
        if rows[earlier]["who"] == rows[later]["who"] and (rows[earlier]["end"] or 999999) >= rows[later]["start"]
    }
    if all(row["end"] is None for row in rows):
        rows.append({"who": 9, "start": 202001, "end": 202001})
    assert broken(tmp_path, "kind: spells, by: [who], start: start, end: end", rows) == expected


@st.composite
def identity_like(draw):
    born = draw(st.dates(date(1930, 1, 1), date(2020, 1, 1)) | st.just(date(2000, 2, 29)))
    place = draw(st.sampled_from(["420106", "420199", "110105", "990101", "429906", "810000"]))
    body = place + (born + timedelta(0)).strftime("%Y%m%d") + f"{draw(st.integers(0, 999)):03}"
    if draw(st.booleans()):
        body = body[:10] + draw(st.sampled_from(["0229", "0231", "0431", "1231"])) + body[14:]
    return body + (check_character(body) if draw(st.booleans()) else draw(st.sampled_from("0123456789X")))


@FEW
@given(numbers=st.lists(identity_like(), min_size=30, max_size=60))
def test_identity_numbers_are_judged_as_the_reader_of_single_numbers_judges(tmp_path, numbers):
    found = set()
    for aspect in ("form", "check", "date", "place"):
        found |= broken(
            tmp_path,
            f"kind: identity_number, column: text, aspect: {aspect}",
            [{"who": 1, "start": 202001, "end": 202001, "text": number} for number in numbers],
        )
    assert found == {n for n, number in enumerate(numbers) if not _sound(read_identity_number, number)}


@FEW
@given(st.lists(st.text("0123456789AHJQWXY", min_size=18, max_size=18), min_size=20, max_size=40))
def test_credit_codes_are_judged_as_the_reader_of_single_codes_judges(tmp_path, codes):
    codes = [f"91420105MA4K0A1B6{last}" for last in "0123456789ABCDEFGHJKLMNPQRTUWXY"] + [
        f"91{code[2:]}" for code in codes
    ]
    rows = [{"who": 1, "start": 202001, "end": 202001, "text": code} for code in codes]
    wrong = broken(tmp_path, "kind: credit_code, column: text, aspect: form", rows)
    wrong |= broken(tmp_path, "kind: credit_code, column: text, aspect: check", rows)
    unread = {n for n, code in enumerate(codes) if not _sound(read_credit_code, code)}
    assert wrong <= unread
    assert all("区划" in _why(read_credit_code, codes[n]) for n in unread - wrong)


def _sound(read, text):
    return _why(read, text) == ""


def _why(read, text):
    try:
        read(text)
    except IdentifierError as error:
        return str(error)
    return ""


def test_values_that_are_empty_break_nothing_but_completeness(tmp_path):
    rows = [
        {"who": 1, "start": 202001, "end": None, "text": None},
        {"who": None, "start": 202002, "end": 202001, "text": "甲"},
    ]
    assert broken(tmp_path, "kind: date_order, columns: [start, end]", rows) == {1}
    assert broken(tmp_path, "kind: pattern, column: text, pattern: 乙", rows) == {1}
    assert broken(tmp_path, "kind: complete, columns: [who]", rows) == {1}


def test_a_row_that_meets_several_counts_once(tmp_path):
    tables = sound()
    tables["deaths"] += [{"id": 3, "died": date(2025, 10, 3)}, {"id": 3, "died": date(2025, 10, 9)}]
    outcome = check_data(str(write(tmp_path / "data", tables)), [str(SMALL)], tmp_path / "out", SETTINGS)
    assert {each.check.id: each.broken for each in outcome.judgements if each.broken} == {"M4": 2}
