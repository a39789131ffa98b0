"""Reads one year's adjustment from the row of a case or from the file of a place and year: the same fields, one reader."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import cast

from shebao.fields.dates import Month
from shebao.fields.field import Field, normalise
from shebao.fields.strict_yaml import YamlError, load
from shebao.policy.adjustments.rule import AdjustmentRule
from shebao.policy.arithmetic import RATE_SCALE, scaled
from shebao.policy.casefile import RawCase
from shebao.policy.errors import ParameterFileError
from shebao.policy.fields import yes
from shebao.policy.insured import SCHEME_SPELLINGS, Scheme
from shebao.policy.parameters.model import Confidence
from shebao.policy.record import Record

FIELDS = (
    Field("effective", "执行年月", ("from", "起", "自", "年月", "month")),
    Field("retired_by", "适用退休截止年月", ("retired_before", "截止退休")),
    Field("schemes", "适用险种", ("scheme",)),
    Field("fixed", "定额", ("定额调整", "定额元")),
    Field("per_year", "每满1年", ("按年限", "每年", "年限挂钩")),
    Field("percent", "养老金挂钩比例", ("比例", "养老金水平", "水平挂钩")),
    Field("tilt", "倾斜", ("倾斜调整", "高龄倾斜", "extra")),
    Field("part_year_up", "不满1年按1年", ("不足1年按1年",)),
    Field("basis", "文号", ("依据", "文件")),
)
FILE_FIELDS = (
    *FIELDS,
    Field("overall_percent", "总体调整比例"),
    Field("source", "来源"),
    Field("confidence", "核对"),
    Field("note", "注"),
)
_AMOUNTS = ("fixed", "per_year", "percent", "tilt")
_MOST_PERCENT = 20
_OLDEST = 120
_CONFIDENCES = {"verified": "verified", "known": "known", "已核对": "verified", "未经核对": "known"}


@dataclass(frozen=True, slots=True)
class Notice:
    """What a place decided for a year: the amounts, or for the nation the overall percentage that bounds them."""

    year: int
    effective: Month
    overall_percent: Decimal | None
    rule: AdjustmentRule | None
    basis: str
    source: str
    confidence: Confidence
    note: str


def read_rule(record: Record) -> AdjustmentRule | None:
    """The adjustment of a record with `FIELDS`; notes what is wrong or missing and returns None.

    A tilt is a table of ages and amounts, or one amount that this person is due whatever the age.
    """
    before = len(record.problems)
    effective, basis = record.month("effective", required=True), record.text("basis", required=True)
    if basis == "":
        record.note("basis", "应写明通知的名称或文号")
    retired_by = record.month("retired_by")
    amounts = {key: record.money(key) or 0 for key in ("fixed", "per_year")}
    percent, tilts, schemes = _percent(record), _tilts(record), _schemes(record)
    up = yes(record, "part_year_up")
    if effective is None or basis is None or len(record.problems) > before:
        return None
    return AdjustmentRule(
        effective=effective,
        retired_by=retired_by or Month(effective.year - 1, 12),
        fixed=amounts["fixed"],
        per_year=amounts["per_year"],
        percent=percent,
        part_year_up=up,
        tilts=tilts,
        basis=basis,
        schemes=schemes,
    )


def read_notice(path: Path) -> Notice:
    """The notice in a file. Raises ParameterFileError with file, key and reason."""
    try:
        return parse_notice(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise ParameterFileError(f"无法读取调整方案 {path}：{error}") from None


def parse_notice(text: str, file: str) -> Notice:
    """The notice in YAML text: `FILE_FIELDS`, all four amounts or `overall_percent`.

    Amounts are yuan, percentages percent. Raises ParameterFileError with file, key and reason.
    """
    record = Record(_raw(text, file), FILE_FIELDS)
    for spelling in record.unread.values():
        record.note(spelling, f"不认识，可用 {'、'.join(field.key for field in FILE_FIELDS)}")
    overall = record.number("overall_percent", 0, _MOST_PERCENT, strip="%")
    if overall is None or any(record.has(key) for key in _AMOUNTS):
        for key in (*_AMOUNTS, "retired_by", "schemes"):
            if not record.has(key):
                record.note(key, "缺少；没有的写 0，没有倾斜写 {}")
    rule = read_rule(record)
    confidence = cast(Confidence, record.choice("confidence", _CONFIDENCES) or "known")
    source, note = record.text("source") or "", record.text("note") or ""
    if record.problems or rule is None:
        raise ParameterFileError("\n".join(_told(file, record)))
    return Notice(
        year=rule.effective.year,
        effective=rule.effective,
        overall_percent=overall,
        rule=replace(rule, confidence=confidence) if record.has("fixed") else None,
        basis=rule.basis,
        source=source,
        confidence=confidence,
        note=note,
    )


def _raw(text: str, file: str) -> RawCase:
    try:
        documents = load(text)
    except YamlError as error:
        raise ParameterFileError(f"调整方案 {file} 不是 YAML：{error}") from None
    if len(documents) != 1 or not isinstance(documents[0], dict):
        raise ParameterFileError(f"调整方案 {file} 应为键值表，含 {'、'.join(field.key for field in FILE_FIELDS)}")
    fields = {normalise(key): value for key, value in documents[0].items() if value is not None}
    return RawCase(file, fields, {normalise(key): key for key in documents[0]})


def _told(file: str, record: Record) -> list[str]:
    keys = {field.label: f"{field.key}（{field.label}）" for field in FILE_FIELDS}
    return [f"调整方案 {file}：{keys.get(each.field, each.field)}：{each.reason}" for each in record.problems]


def _percent(record: Record) -> int:
    percent = record.number("percent", 0, _MOST_PERCENT, strip="%")
    if percent is None:
        return 0
    if percent != round(percent, 4):
        record.note("percent", f"{percent}% 的小数过多，最多四位")
        return 0
    return scaled(percent / 100, RATE_SCALE)


def _tilts(record: Record) -> tuple[tuple[int, int], ...]:
    written = record.raw("tilt")
    if not isinstance(written, dict):
        amount = record.money("tilt")
        return ((0, amount),) if amount else ()
    steps = []
    for age, amount in written.items():
        fen = record.amount("tilt", amount)
        if not (age.isascii() and age.isdigit() and int(age) <= _OLDEST):
            record.note("tilt", f"“{age[:20]}”应是 0 至 {_OLDEST} 的年龄（“年龄: 金额”的表，没有则写 {{}}）")
        elif fen is not None:
            steps.append((int(age), fen))
    return tuple(sorted(steps))


def _schemes(record: Record) -> tuple[Scheme, ...]:
    written = record.raw("schemes")
    if written is None:
        return tuple(Scheme)
    words = written if isinstance(written, list) else [written]
    found = [SCHEME_SPELLINGS.get(word.strip()) if isinstance(word, str) else None for word in words]
    known = tuple(scheme for scheme in found if scheme is not None)
    if not known or len(known) < len(found):
        record.note("schemes", f"应为 {'、'.join(Scheme)} 的列表")
    return known
