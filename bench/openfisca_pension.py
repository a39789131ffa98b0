"""The employees' pension in OpenFisca-core, as its documentation writes a formula, and the same formula on DuckDB."""

from __future__ import annotations

from pathlib import Path
from typing import Any

INPUTS = ("base", "index", "years", "deemed_years", "account", "payout_months")
PERIOD = "2025-12"
_ROSTER = """
    SELECT base, "index", (months * 200 + 12) // 24 AS years, (deemed_months * 200 + 12) // 24 AS deemed_years, account,
           payout_months FROM read_parquet('{}') WHERE determined IS NULL
"""


def columns(source: Path) -> Any:
    """The operands as integers: fen, 1/10000, 1/100 years, 1/10 months."""
    import duckdb

    with duckdb.connect() as connection:
        return connection.execute(_ROSTER.format(source)).to_arrow_table()


def units(table: Any) -> dict[str, Any]:
    """The operands as OpenFisca has them: yuan, indexes, years and months in floating point."""
    divisors = dict(zip(INPUTS, (100, 10_000, 100, 100, 100, 10), strict=True))
    return {name: table.column(name).to_numpy() / divisor for name, divisor in divisors.items()}


def country() -> Any:
    """A tax and benefit system with one formula, rounded to the fen where the law rounds."""
    import numpy
    from openfisca_core.entities import build_entity
    from openfisca_core.periods import MONTH
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    entity = build_entity(key="person", plural="persons", label="", is_person=True)

    def variable(name: str, formula: Any = None) -> Any:
        body = {"value_type": float, "entity": entity, "definition_period": MONTH, "label": name}
        return type(name, (Variable,), body | ({"formula": formula} if formula else {}))

    def wage(person: Any, period: Any) -> Any:
        return numpy.round(person("base", period) * person("index", period), 2)

    def basic(person: Any, period: Any) -> Any:
        return numpy.round((person("base", period) + person("wage", period)) / 2 * person("years", period) * 0.01, 2)

    def personal(person: Any, period: Any) -> Any:
        return numpy.round(person("account", period) / person("payout_months", period), 2)

    def transition(person: Any, period: Any) -> Any:
        deemed = person("deemed_years", period)
        return numpy.round(person("base", period) * person("index", period) * deemed * 0.012, 2)

    def pension(person: Any, period: Any) -> Any:
        return person("basic", period) + person("personal", period) + person("transition", period)

    formulas = {"wage": wage, "basic": basic, "personal": personal, "transition": transition, "pension": pension}
    system = TaxBenefitSystem([entity])
    system.add_variables(*map(variable, INPUTS), *(variable(name, formula) for name, formula in formulas.items()))
    return system


def from_arrays(source: Path) -> Any:
    """The call sets whole columns and calculates; returns how many pensions are wrong in fen, and of how many."""
    import numpy
    from openfisca_core.simulation_builder import SimulationBuilder

    from shebao.policy.pensions.formulas import employee_pension

    table, system = columns(source), country()
    operands = units(table)

    def call() -> tuple[int, int]:
        simulation = SimulationBuilder().build_default_simulation(system, count=table.num_rows)
        for name, values in operands.items():
            simulation.set_input(name, PERIOD, values)
        pension = simulation.calculate("pension", PERIOD)
        exact = employee_pension(
            **{name: table.column(name).to_numpy() for name in INPUTS}, accrual=10, transition_rate=12
        ).total
        return int((numpy.rint(pension.astype(float) * 100) != exact).sum()), table.num_rows

    return call


def from_cases(source: Path, count: int) -> Any:
    """The call builds a simulation from people as OpenFisca's interface takes them, and calculates."""
    from openfisca_core.simulation_builder import SimulationBuilder

    operands, system = units(columns(source).slice(0, count)), country()
    people = {
        str(person): {name: {PERIOD: float(values[person])} for name, values in operands.items()}
        for person in range(count)
    }

    def call() -> int:
        return len(SimulationBuilder().build_from_entities(system, {"persons": people}).calculate("pension", PERIOD))

    return call


def formula_alone(source: Path, threads: int) -> Any:
    """The same operands to the same parts on DuckDB, by the formula of `policy`; the call returns the rows."""
    import duckdb
    import ibis

    from shebao.batch.engines import start_engine
    from shebao.policy.pensions.formulas import employee_pension

    operands = ibis.table(dict.fromkeys(INPUTS, "int64"), name="operands")
    parts = employee_pension(**{name: operands[name] for name in INPUTS}, accrual=10, transition_rate=12)
    statement = start_engine("duckdb", 1, 256).compile(operands.select(**parts._asdict()))
    connection = duckdb.connect()
    connection.execute(f"SET threads = {threads}")
    connection.execute(f"CREATE TABLE operands AS {_ROSTER.format(source)}")

    def call() -> int:
        return int(connection.execute(statement).to_arrow_table().num_rows)

    return call
