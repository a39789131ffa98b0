"""A database as large as a big city's: the published reports and unit-years of one unit, repeated for all units."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_DISTRICTS = 20
_DEPARTMENTS = 5
PASSWORD = "bench-Zhenjiu-7-qiao"
_READERS = (("caizheng", "finance_reviewer"), ("shenji", "auditor"))
_STATES = "(ARRAY['draft','checked','submitted','returned','accepted','approved','published'])"


def make(units: int, years: int) -> None:
    """Fill an empty, migrated database. Django must be set up."""
    from shebao.server.platform.database.owning import as_owner
    from shebao.server.platform.organisations.models import Organisation

    if Organisation.objects.exists():
        return
    city = _organisations(units)
    template = Organisation.objects.filter(kind="unit").order_by("pk").first()
    fiscal_years = tuple(range(2024 - years, 2024))
    _publish(template, fiscal_years)
    _unit_years(template, fiscal_years)
    _people(city, template)
    with as_owner():
        _repeat(template.pk)


def _organisations(units: int):
    from django.db import connection

    from shebao.server.platform.organisations import tree
    from shebao.server.platform.organisations.models import Organisation

    city = tree.add("示例市", "city", None, place="示例市")
    departments = []
    for district in range(_DISTRICTS):
        place = f"示例市第{district + 1}区"
        parent = tree.add(f"第{district + 1}区", "district", city, place=place)
        departments += [tree.add(f"第{district + 1}区第{n + 1}局", "department", parent) for n in range(_DEPARTMENTS)]
    made = [
        Organisation(name=f"第{n + 1}社会保险单位", kind="unit", parent=departments[n % len(departments)], path=f"new{n}",
                     place=departments[n % len(departments)].place)
        for n in range(units)
    ]  # fmt: skip
    Organisation.objects.bulk_create(made)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE organisations_organisation unit SET path = parent.path || unit.id || '/' "
            "FROM organisations_organisation parent WHERE unit.parent_id = parent.id AND unit.kind = 'unit'"
        )
    return city


def _publish(template, years: tuple[int, ...]) -> None:
    from datetime import UTC, date, datetime

    from shebao.reading.report import read_file
    from shebao.server.accountability.publications.content.content import content_of
    from shebao.server.accountability.publications.publishing import Occasion, publish

    sys.path.insert(0, str(_ROOT / "tests"))
    from synthetic.composer import consecutive
    from synthetic.layouts import LAYOUTS

    suffix, lay_out = LAYOUTS["html"]
    for year, composed in zip(years, consecutive(1, "wuhan", years), strict=True):
        content = content_of(read_file(lay_out(composed), f"{composed.name}.{suffix}").report)
        moment = datetime(year + 1, 9, 1, 1, tzinfo=UTC)
        publish(template, year, content, Occasion(None, approved_on=date(year + 1, 8, 20), at=moment))


def _unit_years(template, years: tuple[int, ...]) -> None:
    from shebao.server.accountability.unit_years import folder, recompute
    from shebao.server.accountability.unit_years.models import UnitYear

    made = folder.load(_ROOT / "examples" / "accounts" / "city-centre-2023", template)
    recompute.run(made.pk)
    for year in years:
        if year != made.fiscal_year:
            copy = UnitYear.objects.get(pk=made.pk)
            copy.pk, copy.fiscal_year = None, year
            copy.save(force_insert=True)
            _copy_rows(made.pk, copy.pk)


def _copy_rows(source: int, target: int) -> None:
    for table in ("unit_years_closing", "unit_years_finding", "unit_years_unitfigure"):
        _insert(table, {"unit_year_id": str(target)}, f"{table} source WHERE source.unit_year_id = {source}")


def _people(city, template) -> None:
    from shebao.server.platform.people.models import Membership, User

    places = [(name, role, city) for name, role in _READERS] + [("jingban", "preparer", template)]
    for name, role, place in places:
        user = User.objects.create_user(name, PASSWORD, display_name=name, organisation=city)
        Membership.objects.create(user=user, organisation=place, role=role)


def _repeat(template: int) -> None:
    """The template's rows once for each other unit, with other amounts and states."""
    from django.db import connection, transaction

    others = f"organisations_organisation unit WHERE unit.kind = 'unit' AND unit.id <> {template}"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'cycle_searchpassage' AND indexdef LIKE '%USING gin%'"
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        _insert(
            "cycle_publication",
            {"organisation_id": "unit.id", "organisation_name": "unit.name",
             "published_at": "source.published_at + make_interval(mins => (unit.id % 5000)::int)"},
            f"cycle_publication source, {others} AND source.organisation_id = {template}",
        )  # fmt: skip
        same_year = "made.fiscal_year = original.fiscal_year AND made.organisation_id <> original.organisation_id"
        _insert(
            "cycle_publishedfigure",
            {
                "publication_id": "made.id",
                "organisation_id": "made.organisation_id",
                "amount_fen": _scaled("made.organisation_id"),
            },
            "cycle_publishedfigure source JOIN cycle_publication original ON original.id = source.publication_id "
            f"JOIN cycle_publication made ON {same_year} WHERE original.organisation_id = {template}",
        )
        amounts = {name: _scaled("unit.id", name) for name in ("income_fen", "expenditure_fen", "three_public_fen")}
        _insert(
            "cycle_publishedreport",
            {"organisation_id": "unit.id", "name": "unit.name", "place": "unit.place", "department_id": "unit.parent_id",
             "department_name": "department.name", "current_id": "made.id", **amounts},
            "cycle_publishedreport source JOIN cycle_publication made ON made.fiscal_year = source.fiscal_year "
            "JOIN organisations_organisation unit ON unit.id = made.organisation_id "
            "JOIN organisations_organisation department ON department.id = unit.parent_id "
            f"WHERE source.organisation_id = {template} AND unit.id <> {template}",
        )  # fmt: skip
        _insert(
            "cycle_searchpassage",
            {"report_id": "made.id"},
            "cycle_searchpassage source JOIN cycle_publishedreport original ON original.id = source.report_id "
            f"JOIN cycle_publishedreport made ON {same_year} WHERE original.organisation_id = {template}",
        )
        for _, definition in indexes:
            cursor.execute(definition)
        _insert(
            "unit_years_unityear",
            {"organisation_id": "unit.id", "state": f"{_STATES}[1 + (unit.id + source.fiscal_year) % 7]"},
            f"unit_years_unityear source, {others} AND source.organisation_id = {template}",
        )
        for table in ("unit_years_closing", "unit_years_finding", "unit_years_unitfigure"):
            scaled = {"amount_fen": _scaled("made.organisation_id")} if table.endswith("figure") else {}
            _insert(
                table,
                {"unit_year_id": "made.id", **scaled},
                f"{table} source JOIN unit_years_unityear original ON original.id = source.unit_year_id "
                f"JOIN unit_years_unityear made ON {same_year} WHERE original.organisation_id = {template}",
            )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _scaled(unit: str, column: str = "amount_fen") -> str:
    """Other amounts for each unit, from half to twice the template's."""
    return f"source.{column} * (50 + {unit} % 150) / 100"


def _insert(table: str, changes: Mapping[str, str], source: str) -> None:
    """INSERT … SELECT of all columns but the key, some of them changed."""
    from django.db import connection

    with connection.cursor() as cursor:
        columns = [
            each.name for each in connection.introspection.get_table_description(cursor, table) if each.name != "id"
        ]
        chosen = ", ".join(changes.get(name, f'source."{name}"') for name in columns)
        names = ", ".join(f'"{name}"' for name in columns)
        cursor.execute(f'INSERT INTO "{table}" ({names}) SELECT {chosen} FROM {source}')
