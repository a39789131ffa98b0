"""An open data package (Frictionless Data Package): a CSV for each table of the report, and what describes them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from shebao.composing.data.report import json_document
from shebao.composing.derivations import derivations
from shebao.composing.manuscript import Manuscript
from shebao.report.provenance import Figure
from shebao.report.tables import Table, table_specs

_TIME = (1980, 1, 1, 0, 0, 0)
_LICENCE = {
    "name": "notspecified",
    "title": "依《中华人民共和国政府信息公开条例》主动公开的政府信息；发布单位未另行指定许可，使用时请注明来源",
}
_TEXT, _NUMBER, _INTEGER, _TRUTH = "string", "number", "integer", "boolean"


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    title: str
    kind: str = _TEXT


@dataclass(frozen=True, slots=True)
class _Resource:
    """A table of the package; `unit` is that of its amounts."""

    name: str
    title: str
    columns: tuple[_Column, ...]
    rows: tuple[tuple[str, ...], ...]
    key: tuple[str, ...] = ()
    unit: str = ""


def data_package(manuscript: Manuscript) -> bytes:
    """The package as ZIP; the same manuscript gives the same bytes."""
    resources = [resource for resource in _resources(manuscript) if resource.rows]
    files = {f"data/{resource.name}.csv": _csv(resource) for resource in resources}
    files["report.json"] = json_document(manuscript)
    described = json.dumps(_description(manuscript, resources), ensure_ascii=False, indent=2) + "\n"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"datapackage.json": described.encode(), **files}.items():
            entry = zipfile.ZipInfo(name, _TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def _description(manuscript: Manuscript, resources: Iterable[_Resource]) -> dict[str, Any]:
    identity = manuscript.report.identity
    return {
        "profile": "tabular-data-package",
        "name": f"final-accounts-{identity.fiscal_year or 'unknown'}",
        "title": "".join(manuscript.cover[:1]) or f"{identity.fiscal_year}年度{identity.unit}决算公开",
        "description": f"{identity.unit}{identity.fiscal_year}年度决算公开的数据；报告全文的结构化数据见 report.json。",
        "version": str(identity.fiscal_year or ""),
        "licenses": [_LICENCE],
        "contributors": [{"title": identity.unit, "role": "publisher"}],
        "sources": [{"title": f"{identity.fiscal_year}年度决算报告"}],
        "unit": identity.unit,
        "place": identity.place,
        "fiscalYear": identity.fiscal_year,
        "moneyUnit": identity.money_unit,
        "generator": f"shebao {version('shebao')}",
        "resources": [_described(resource) for resource in resources],
    }


def _described(resource: _Resource) -> dict[str, Any]:
    fields = [{"name": c.name, "title": c.title, "type": c.kind} for c in resource.columns]
    described: dict[str, Any] = {
        "profile": "tabular-data-resource",
        "name": resource.name.replace("_", "-"),
        "title": resource.title,
        "path": f"data/{resource.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": [""]},
    }
    if resource.key:
        described["schema"]["primaryKey"] = list(resource.key)
    if resource.unit:
        described["moneyUnit"] = resource.unit
    return described


def _csv(resource: _Resource) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([column.name for column in resource.columns])
    writer.writerows(resource.rows)
    return buffer.getvalue().encode()


def _resources(manuscript: Manuscript) -> Iterator[_Resource]:
    report = manuscript.report
    for table in report.tables:
        yield _table(table, report.identity.money_unit)
    yield _facts(manuscript)
    yield _derivations(manuscript)
    yield _indicators(manuscript)
    yield _key_work(manuscript)


def _table(table: Table, unit: str) -> _Resource:
    spec = table_specs()[table.id]
    names = {**spec.columns, **spec.memo_columns}
    used = {column for row in table.rows for column in row.cells}
    columns = [column for column in names if column in used]
    return _Resource(
        table.id,
        spec.title,
        (
            _Column("row", "行"),
            _Column("code", "科目编码"),
            _Column("name", "项目"),
            *(_Column(column, names[column][0], _NUMBER) for column in columns),
        ),
        tuple(
            (row.key, row.code, row.name, *(_amount(table.figure(row.key, column)) for column in columns))
            for row in table.rows
        ),
        ("row",),
        table.unit or unit,
    )


def _amount(figure: Figure | None) -> str:
    return f"{figure.value:f}" if figure is not None else ""


def _facts(manuscript: Manuscript) -> _Resource:
    columns = (
        _Column("measure", "指标"),
        _Column("item", "科目"),
        _Column("aspect", "口径"),
        _Column("year", "年度", _INTEGER),
        _Column("value", "数值", _NUMBER),
        _Column("unit", "单位"),
        _Column("section", "章节"),
    )
    rows = tuple(
        (
            fact.measure,
            "/".join(fact.item),
            fact.aspect.value,
            _whole(fact.year),
            _amount(fact.figure),
            fact.figure.unit,
            fact.section,
        )
        for fact in manuscript.report.facts
    )
    return _Resource("facts", "情况说明所述的数", columns, rows)


def _derivations(manuscript: Manuscript) -> _Resource:
    columns = (
        _Column("anchor", "位置"),
        _Column("text", "所写的数"),
        _Column("where", "标题"),
        _Column("formula", "算式"),
        _Column("cells", "所用单元格"),
        _Column("prior", "用到上年数", _TRUTH),
    )
    rows = tuple(
        (
            d.anchor,
            d.text,
            d.where,
            d.origin.formula,
            " ".join(":".join(ref) for ref in d.origin.cells),
            str(d.origin.prior).lower(),
        )
        for d in derivations(manuscript)
    )
    return _Resource("figures", "情况说明里的数字及其来源", columns, rows, ("anchor",))


def _indicators(manuscript: Manuscript) -> _Resource:
    columns = (
        _Column("form", "自评表"),
        _Column("level_one", "一级指标"),
        _Column("level_two", "二级指标"),
        _Column("indicator", "三级指标"),
        _Column("target", "年初目标值"),
        _Column("actual", "实际完成值"),
        _Column("weight", "分值", _NUMBER),
        _Column("score", "得分", _NUMBER),
    )
    rows = tuple(
        (
            form.name,
            _named(indicator.level_one),
            _named(indicator.level_two),
            indicator.name,
            _quoted(indicator.target),
            _quoted(indicator.actual),
            _amount(indicator.weight),
            _amount(indicator.score),
        )
        for form in manuscript.report.forms
        for indicator in form.indicators
    )
    return _Resource("indicators", "绩效自评指标", columns, rows)


def _key_work(manuscript: Manuscript) -> _Resource:
    columns: Sequence[_Column] = (
        _Column("ordinal", "序号", _INTEGER),
        _Column("title", "重要事项"),
        _Column("goal", "工作内容及目标"),
        _Column("completion", "完成情况"),
    )
    rows = tuple(
        (
            _whole(item.ordinal),
            item.title.quote,
            item.goal.text if item.goal else "",
            item.completion.text if item.completion else "",
        )
        for item in manuscript.report.key_work_table
    )
    return _Resource("key_work", "重点工作完成情况", tuple(columns), rows)


def _whole(number: int | None) -> str:
    return "" if number is None else str(number)


def _named(group: Any) -> str:
    return group.name if group is not None else ""


def _quoted(source: Any) -> str:
    return source.quote if source is not None else ""
