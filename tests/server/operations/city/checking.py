"""An independent checker of an export: it reads the Parquet files and the manifest, and shares no code with the product."""

from __future__ import annotations

import hashlib
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb

KEYS = {
    "person": ("person",), "employer": ("employer",), "spell": ("spell",), "fact": ("fact",), "act": ("act",),
    "bill": ("bill",), "receipt": ("receipt",), "allocation": ("receipt", "person"), "refund": ("refund",),
    "month": ("person", "line", "month", "employer"),
    "account_year": ("person", "line", "year"), "history_year": ("person", "scheme", "year"),
    "declaration": ("person", "employer", "year"), "employer_rate": ("employer", "line", "from"),
    "liability": ("liability",), "effect": ("act", "number"), "parameter": ("key", "place", "from"),
}  # fmt: skip
REFERENCES = (
    ("spell", "person", "person", "person"),
    ("spell", "employer", "employer", "employer"),
    ("spell", "act", "act", "act"),
    ("spell", "supersedes", "spell", "spell"),
    ("fact", "act", "act", "act"),
    ("liability", "person", "person", "person"),
    ("liability", "employer", "employer", "employer"),
    ("liability", "act", "act", "act"),
    ("liability", "supersedes", "liability", "liability"),
    ("fact", "supersedes", "fact", "fact"),
    ("effect", "act", "act", "act"),
    ("act", "corrects", "act", "act"),
    ("allocation", "receipt", "receipt", "receipt"),
    ("allocation", "person", "person", "person"),
    ("refund", "receipt", "receipt", "receipt"),
    ("month", "person", "person", "person"),
    ("account_year", "person", "person", "person"),
    ("history_year", "person", "person", "person"),
    ("month", "employer", "employer", "employer"),
    ("declaration", "person", "person", "person"),
    ("declaration", "employer", "employer", "employer"),
    ("employer_rate", "employer", "employer", "employer"),
)
VERSIONED = ("spell", "fact", "liability")
_MEET = 'a."{f}" < coalesce(b."{t}", DATE \'9999-12-31\') AND b."{f}" < coalesce(a."{t}", DATE \'9999-12-31\')'
_TOGETHER = "a.known_from < coalesce(b.known_to, '9999') AND b.known_from < coalesce(a.known_to, '9999')"


class Export:
    """A folder of an export."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        self._database = duckdb.connect()
        for name in self.manifest["tables"]:
            self._database.execute(f"CREATE VIEW \"{name}\" AS SELECT * FROM read_parquet('{folder / name}.parquet')")

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        return self._database.execute(statement).fetchall()

    def count(self, statement: str) -> int:
        ((found,),) = self.rows(statement)
        return int(found or 0)

    def problems(self) -> list[str]:
        """What does not hold, each with how many rows it is about."""
        found = {
            **self._files(), **self._keys(), **self._references(), **self._exclusive(), **self._versions(),
            **self._journal(), **self._acts(), **self._controls(), **self._owed(), **self._collected(),
            **self._credited(), **self._declared(), **self._rates(),
        }  # fmt: skip
        return [f"{name}: {count}" for name, count in found.items() if count]

    def _files(self) -> dict[str, int]:
        found = {}
        for name, table in self.manifest["tables"].items():
            digest = hashlib.sha256((self.folder / table["file"]).read_bytes()).hexdigest()
            found[f"{name} has another digest"] = int(digest != table["sha256"])
            found[f"{name} has other rows"] = self.count(f'SELECT count(*) FROM "{name}"') - table["rows"]
        return found

    def _keys(self) -> dict[str, int]:
        found = {}
        for name, key in KEYS.items():
            columns = ", ".join(f'"{each}"' for each in key)
            rows = self.rows(f'SELECT {columns} FROM "{name}"')
            found[f"{name} is out of order or doubled"] = sum(a >= b for a, b in pairwise(rows))
        return found

    def _references(self) -> dict[str, int]:
        found = {
            f"{table}.{column} leads nowhere": self.count(
                f'SELECT count(*) FROM "{table}" a WHERE a."{column}" IS NOT NULL '
                f'AND NOT EXISTS (SELECT 1 FROM "{to}" b WHERE b."{key}" = a."{column}")'
            )
            for table, column, to, key in REFERENCES
        }
        found["fact.subject leads nowhere"] = self.count(
            "SELECT count(*) FROM fact WHERE subject NOT IN (SELECT person FROM person UNION SELECT employer FROM employer)"
        )
        for table, key in (
            ("spell", "spell"),
            ("fact", "fact"),
            ("liability", "liability"),
            ("person", "person"),
            ("employer", "employer"),
        ):
            found[f"effect.row of {table} leads nowhere"] = self.count(
                f"SELECT count(*) FROM effect e WHERE e.\"table\" = '{table}' "
                f'AND NOT EXISTS (SELECT 1 FROM "{table}" t WHERE t."{key}" = e.row)'
            )
        known = ", ".join(f"'{place}'" for place in self.manifest["places"])
        found["spell.scheme_place is no place"] = self.count(
            f"SELECT count(*) FROM spell WHERE scheme_place NOT IN ({known})"
        )
        return found

    def _exclusive(self) -> dict[str, int]:
        """At no instant did the agency know two spells on one day that exclude each other."""
        meet = _MEET.format(f="from", t="to")
        both = f"SELECT count(*) FROM spell a JOIN spell b ON a.person = b.person AND {meet} AND {_TOGETHER} WHERE "
        found = {
            f"spells overlap in {line}": self.count(
                f"{both} a.line = '{line}' AND b.line = '{line}' AND a.spell < b.spell"
            )
            for line in self.manifest["exclusive_lines"]
        }
        for first, second in self.manifest["excluding_lines"]:
            found[f"in {first} and {second}"] = self.count(f"{both} a.line = '{first}' AND b.line = '{second}'")
        for line in self.manifest["exclusive_by_employer"]:
            found[f"twice in {line} at an employer"] = self.count(
                f"{both} a.line = '{line}' AND b.line = '{line}' AND a.spell < b.spell "
                "AND a.employer IS NOT DISTINCT FROM b.employer"
            )
        meet = _MEET.format(f="valid_from", t="valid_to")
        found["two values of a register"] = self.count(
            f"SELECT count(*) FROM fact a JOIN fact b ON a.subject = b.subject AND a.register = b.register AND a.slot = b.slot "
            f"AND {meet} AND {_TOGETHER} WHERE a.fact < b.fact"
        )
        return found

    def _owed(self) -> dict[str, int]:
        """What is owed by the law's parameters: bounds, rates, the declared wage, half up to the fen; and by who is enrolled."""
        now = "l.known_to IS NULL"
        bound = (
            '(SELECT max(p.value::BIGINT) FROM parameter p WHERE p.key = \'contribution.base_{}\' AND p."from" <= l."from" '
            'AND (p."to" IS NULL OR p."to" > l."from"))'
        )
        rate = (
            "(SELECT arg_max(p.value::BIGINT, (p.place, p.\"from\")) FROM parameter p WHERE p.key = 'contribution.{}' "
            'AND p."from" <= l."from" AND (p."to" IS NULL OR p."to" > l."from"))'
        )
        found = {
            "liability.base is not within the bounds": self.count(
                f"SELECT count(*) FROM liability l WHERE {now} AND NOT l.base BETWEEN {bound.format('floor')} AND {bound.format('ceiling')}"
            ),
            "liability.unit is not base times rate": self.count(
                "SELECT count(*) FROM liability l WHERE unit <> (2 * base * unit_rate + 1000000) // 2000000 "
                "OR person_share <> (2 * base * person_rate + 1000000) // 2000000"
            ),
            "a declared wage is not the base": self.count(
                "SELECT count(*) FROM liability l JOIN fact f ON f.subject = l.person AND f.register = 'declared_wage' "
                f'AND f.slot = l.employer AND f.known_to IS NULL AND {now} AND f.valid_from <= l."from" AND l."from" < f.valid_to '
                f"WHERE l.base <> least(greatest((f.value::DECIMAL(18, 2) * 100)::BIGINT, {bound.format('floor')}), {bound.format('ceiling')})"
            ),
            "a month is owed without enrolment": self.count(
                "SELECT count(*) FROM (SELECT DISTINCT (month || '-01')::DATE AS day FROM bill) m JOIN liability l "
                f'ON l."from" <= m.day AND (l."to" IS NULL OR l."to" > m.day) WHERE {now} AND NOT EXISTS (SELECT 1 FROM spell s '
                "WHERE s.person = l.person AND s.line = l.line AND s.known_to IS NULL AND s.employer IS NOT DISTINCT FROM l.employer "
                'AND s."from" <= m.day AND (s."to" IS NULL OR s."to" > m.day))'
            ),
        }
        for line, name in (
            ("pension_employee", "pension"),
            ("pension_institution", "institution"),
            ("unemployment", "unemployment"),
        ):
            for column, payer in (("unit_rate", "employer"), ("person_rate", "employee")):
                found[f"{column} of {line} is not the law's"] = self.count(
                    f"SELECT count(*) FROM liability l WHERE {now} AND line = '{line}' AND kind = 'regular' "
                    f"AND {column} <> {rate.format(f'{name}_{payer}')}"
                )
        return found

    def _declared(self) -> dict[str, int]:
        """Wages declared by year, each base that they come to, and what holds for who declared none."""
        bounds = (
            "LEFT JOIN parameter lo ON lo.key = 'contribution.base_floor' AND lo.place = d.place AND year(lo.\"from\") = d.year "
            "LEFT JOIN parameter hi ON hi.key = 'contribution.base_ceiling' AND hi.place = d.place AND year(hi.\"from\") = d.year"
        )
        silent = (
            "SELECT l.*, (SELECT max(b.base) FROM liability b WHERE b.known_to IS NULL AND b.person = l.person AND b.line = l.line "
            'AND b.employer = l.employer AND b."from" <= make_date(year(l."from") - 1, 12, 1) '
            'AND (b."to" IS NULL OR b."to" > make_date(year(l."from") - 1, 12, 1))) AS before, '
            '(SELECT p.value::BIGINT FROM parameter p WHERE p.key = \'contribution.base_floor\' AND year(p."from") = year(l."from")) AS floor '
            "FROM liability l WHERE l.known_to IS NULL AND l.kind = 'regular' AND NOT EXISTS (SELECT 1 FROM fact f "
            "WHERE f.subject = l.person AND f.register = 'declared_wage' AND f.slot = l.employer AND f.known_to IS NULL "
            'AND f.valid_from <= l."from" AND l."from" < f.valid_to) AND NOT EXISTS (SELECT 1 FROM liability m '
            'WHERE m.known_to IS NULL AND m.person = l.person AND m.line = l.line AND m.employer = l.employer AND m."to" = l."from")'
        )
        return {
            "a declaration has another base": self.count(
                f"SELECT count(*) FROM declaration d {bounds} WHERE d.base IS NOT NULL "
                "AND d.base <> least(greatest(d.wage, lo.value::BIGINT), hi.value::BIGINT)"
            ),
            "a declared wage is no declaration": self.count(
                "SELECT count(*) FROM fact f WHERE f.register = 'declared_wage' AND f.known_to IS NULL AND f.slot <> '' "
                "AND NOT EXISTS (SELECT 1 FROM declaration d WHERE d.person = f.subject AND d.employer = f.slot "
                "AND d.year = year(f.valid_from))"
            ),
            "a base is owed of which nothing was said": self.count(
                f"SELECT count(*) FROM ({silent}) WHERE before IS NULL AND base <> floor"
            ),
        }

    def _rates(self) -> dict[str, int]:
        """Rates of employers: each liability's, and that of work injury by class, floating step and cut."""
        percent = "(SELECT any_value(p.value::BIGINT) FROM parameter p WHERE p.key = {})"
        step = (
            "CASE WHEN e.injury_class = 1 THEN 'contribution.injury_floating_first_class.' ELSE 'contribution.injury_floating.' END "
            "|| r.floating"
        )
        of_class = percent.format("'contribution.injury_class_rate.' || e.injury_class")
        cut = f"coalesce({percent.format('r.basis')}, 0)"
        return {
            "a liability has another rate than its employer": self.count(
                "SELECT count(*) FROM liability l LEFT JOIN employer_rate r ON r.employer = l.employer AND r.line = l.line "
                'AND r."from" <= l."from" AND (r."to" IS NULL OR r."to" > l."from") '
                "WHERE l.known_to IS NULL AND l.kind = 'regular' AND l.unit_rate IS DISTINCT FROM r.rate"
            ),
            "a rate of injury is not the law's": self.count(
                "SELECT count(*) FROM employer_rate r JOIN employer e USING (employer) WHERE r.line = 'injury' AND r.\"to\" IS NULL "
                f"AND r.rate <> (2 * {of_class} * {percent.format(step)} * (100 - {cut}) + 10000) // 20000"
            ),
            "the bounds of a rate's stretches meet": self.count(
                "SELECT count(*) FROM employer_rate a JOIN employer_rate b ON a.employer = b.employer AND a.line = b.line "
                'AND a."from" < b."from" AND (a."to" IS NULL OR a."to" > b."from")'
            ),
        }

    def _collected(self) -> dict[str, int]:
        """Bills by who owes, months by who paid, receipts to the fen: each side from a table of its own."""
        owed = (
            "SELECT coalesce(l.employer, l.person) AS payer, l.line, m.month, count(*) AS heads, sum(l.unit) AS unit, "
            "sum(l.person_share) AS person_share FROM (SELECT DISTINCT month, (month || '-01')::DATE AS day FROM bill) m "
            'JOIN liability l ON l.known_to IS NULL AND l."from" <= m.day AND (l."to" IS NULL OR l."to" > m.day) GROUP BY ALL'
        )
        last = "SELECT arg_max(b, version) AS b, payer, line, month FROM bill b GROUP BY payer, line, month"
        shares = "SELECT receipt, sum(unit) AS unit, sum(person_share) AS person_share, sum(late_fee) AS late_fee FROM allocation GROUP BY 1"
        paid = (
            "SELECT a.person, a.line, a.month, r.payer, sum(a.unit) AS unit, sum(a.person_share) AS person_share, "
            "sum(a.late_fee) AS late_fee FROM allocation a JOIN receipt r USING (receipt) "
            "GROUP BY ALL"
        )
        given = "SELECT receipt, sum(unit) AS unit, sum(person_share) AS person_share FROM refund GROUP BY 1"
        return {
            "a month is owed otherwise than by liabilities": self.count(
                "SELECT count(*) FROM (SELECT person, line, month, sum(unit_due) AS u, sum(person_due) AS p FROM month "
                "WHERE unit_due + person_due > 0 GROUP BY ALL) m FULL JOIN (SELECT l.person, l.line, d.month, sum(l.unit) AS u, "
                "sum(l.person_share) AS p FROM (SELECT DISTINCT month, (month || '-01')::DATE AS day FROM bill) d JOIN liability l "
                'ON l.known_to IS NULL AND l."from" <= d.day AND (l."to" IS NULL OR l."to" > d.day) '
                "WHERE l.unit + l.person_share > 0 GROUP BY ALL) o USING (person, line, month) "
                "WHERE m.u IS DISTINCT FROM o.u OR m.p IS DISTINCT FROM o.p"
            ),
            "a version of a bill is missing": self.count(
                "SELECT count(*) FROM (SELECT max(version) - count(*) AS gap FROM bill GROUP BY payer, line, month) WHERE gap <> 0"
            ),
            "the last bill is not what its month owes": self.count(
                f"SELECT count(*) FROM ({owed}) o FULL JOIN ({last}) l USING (payer, line, month) "
                "WHERE month = (SELECT max(month) FROM bill) AND (coalesce(o.unit, 0) <> l.b.unit "
                "OR coalesce(o.person_share, 0) <> l.b.person_share OR coalesce(o.heads, 0) <> l.b.heads)"
            ),
            "a receipt gives more than it has": self.count(
                f"SELECT count(*) FROM receipt r JOIN ({shares}) a USING (receipt) LEFT JOIN ({given}) g USING (receipt) "
                "WHERE a.unit + coalesce(g.unit, 0) > r.unit OR a.person_share + coalesce(g.person_share, 0) > r.person_share "
                "OR a.late_fee > r.late_fee"
            ),
            "an allocated receipt has fen left": self.count(
                f"SELECT count(*) FROM receipt r LEFT JOIN ({shares}) a USING (receipt) WHERE r.state = 'allocated' "
                "AND (a.unit, a.person_share, a.late_fee) IS DISTINCT FROM (r.unit, r.person_share, r.late_fee)"
            ),
            "an unmatched receipt pays somebody": self.count(
                "SELECT count(*) FROM receipt r JOIN allocation a USING (receipt) WHERE r.state IN ('unmatched', 'refunded')"
            ),
            "a month is paid by no receipt": self.count(
                "SELECT count(*) FROM (SELECT * FROM month WHERE unit_paid + person_paid + late_fee > 0) m "
                f"FULL JOIN ({paid}) p ON p.person = m.person AND p.line = m.line AND p.month = m.month "
                "AND p.payer = coalesce(m.employer, m.person) WHERE (m.unit_paid, m.person_paid, m.late_fee) "
                "IS DISTINCT FROM (p.unit, p.person_share, p.late_fee)"
            ),
            "a month is paid that is not": self.count(
                "SELECT count(*) FROM month WHERE (state = 'paid') <> (unit_paid >= unit_due AND person_paid >= person_due "
                "AND (unit_due + person_due = 0 OR unit_paid + person_paid > 0))"
            ),
            "money is on the special account before it was paid": self.count(
                "SELECT count(*) FROM receipt WHERE NOT (paid_on <= treasury_on AND treasury_on <= special_on)"
            ),
        }

    def _credited(self) -> dict[str, int]:
        """Accounts by the months that were paid: 8 % of each base, interest by the months it lay there and the published rate."""
        paid = (
            "SELECT m.person, m.line, substr(m.month, 1, 4)::BIGINT AS year, count(*) AS months, sum(l.base) AS wages, "
            "sum((16 * l.base + 100) // 200) AS credited, sum((16 * l.base + 100) // 200 * (13 - substr(m.month, 6, 2)::BIGINT)) "
            "AS products FROM month m JOIN liability l ON l.person = m.person AND l.line = m.line AND l.known_to IS NULL "
            'AND l."from" <= (m.month || \'-01\')::DATE AND (l."to" IS NULL OR l."to" > (m.month || \'-01\')::DATE) '
            "WHERE m.line IN ('pension_employee', 'pension_institution') AND m.state = 'paid' "
            "AND NOT EXISTS (SELECT 1 FROM month o WHERE o.person = m.person AND o.line = m.line AND o.state = 'due') GROUP BY ALL"
        )
        rate = (
            "(SELECT arg_max(p.value::BIGINT, p.\"from\") FROM parameter p WHERE p.key = 'pension.account_interest' "
            'AND year(p."from") = a.year)'
        )
        retired = "EXISTS (SELECT 1 FROM spell s WHERE s.person = a.person AND s.line = a.line AND s.reason = '251' AND s.known_to IS NULL)"
        return {
            "an account does not add up": self.count(
                "SELECT count(*) FROM account_year WHERE closing <> opening + credited + interest + transfer_in - transfer_out "
                "- paid_out + adjusted"
            ),
            "a year does not begin where the last ended": self.count(
                "SELECT count(*) FROM account_year a JOIN account_year b ON (b.person, b.line, b.year) = (a.person, a.line, a.year + 1) "
                "WHERE a.closing <> b.opening"
            ),
            "an account is credited otherwise than by what was paid": self.count(
                f"SELECT count(*) FROM account_year a JOIN ({paid}) p ON (p.person, p.line, p.year) = (a.person, a.line, a.year) "
                "WHERE a.credited <> p.credited"
            ),
            "a paid year has no account": self.count(
                f"SELECT count(*) FROM ({paid}) a WHERE year IN (SELECT year FROM account_year) AND NOT {retired} AND NOT EXISTS "
                "(SELECT 1 FROM account_year b WHERE (b.person, b.line, b.year) = (a.person, a.line, a.year))"
            ),
            "interest is not the published rate's": self.count(
                f"SELECT count(*) FROM account_year a JOIN ({paid}) p ON (p.person, p.line, p.year) = (a.person, a.line, a.year) "
                f"WHERE NOT {retired} AND a.interest <> (2 * a.opening * {rate} + 1000000) // 2000000 "
                f"+ (2 * p.products * {rate} + 12000000) // 24000000"
            ),
            "an index is not base by average": self.count(
                f"SELECT count(*) FROM history_year a JOIN ({paid}) p ON (p.person, p.line, p.year) = (a.person, a.scheme, a.year) "
                f"WHERE a.paid_months <> p.months OR a.base <> (2 * p.wages + p.months) // (2 * p.months) "
                "OR a.index <> (2 * p.wages * 10000 + a.average * p.months) // (2 * a.average * p.months)"
            ),
        }

    def _versions(self) -> dict[str, int]:
        found = {}
        for name in VERSIONED:
            found[f"{name} is not known from its act"] = self.count(
                f'SELECT count(*) FROM "{name}" r JOIN act a ON a.act = r.act WHERE a."at" <> r.known_from'
            )
            found[f"{name} ends before it was known"] = self.count(
                f'SELECT count(*) FROM "{name}" WHERE known_to <= known_from'
            )
            found[f"{name} is closed by nobody"] = self.count(
                f'SELECT count(*) FROM "{name}" r WHERE r.known_to IS NOT NULL '
                f'AND NOT EXISTS (SELECT 1 FROM "{name}" s WHERE s.supersedes = r."{name}" AND s.known_from = r.known_to) '
                f'AND NOT EXISTS (SELECT 1 FROM effect e JOIN act a ON a.act = e.act WHERE e.row = r."{name}" '
                f"AND e.\"table\" = '{name}' AND e.what = 'withdrawn' AND a.\"at\" = r.known_to)"
            )
            found[f"{name} supersedes what was not closed then"] = self.count(
                f'SELECT count(*) FROM "{name}" s JOIN "{name}" r ON r."{name}" = s.supersedes '
                "WHERE r.known_to IS DISTINCT FROM s.known_from"
            )
        return found

    def _journal(self) -> dict[str, int]:
        """Whoever follows the journal act by act holds the same rows at every instant."""
        found = {}
        for name in VERSIONED:
            journal = (
                f"SELECT e.row, min(a.\"at\") FILTER (WHERE e.what = 'written') AS begun, "
                f"min(a.\"at\") FILTER (WHERE e.what <> 'written') AS ended, count(*) AS times "
                f"FROM effect e JOIN act a ON a.act = e.act WHERE e.\"table\" = '{name}' GROUP BY e.row"
            )
            found[f"{name} is otherwise in the journal"] = self.count(
                f'SELECT count(*) FROM "{name}" r LEFT JOIN ({journal}) j ON j.row = r."{name}" '
                "WHERE j.begun IS DISTINCT FROM r.known_from OR j.ended IS DISTINCT FROM r.known_to "
                "OR j.times <> 1 + (r.known_to IS NOT NULL)::integer"
            )
        return found

    def _acts(self) -> dict[str, int]:
        instants = [at for (at,) in self.rows('SELECT "at" FROM act ORDER BY act')]
        return {
            "known times do not increase by act": sum(a >= b for a, b in pairwise(instants)),
            "known times are not of China": self.count("SELECT count(*) FROM act WHERE \"at\" NOT LIKE '%+08:00'"),
            "an act happened twice": self.count(
                "SELECT count(*) FROM (SELECT 1 FROM act GROUP BY authority_kind, authority_id, authority_number HAVING count(*) > 1)"
            ),
            "a correction names nothing": self.count(
                "SELECT count(*) FROM act WHERE authority_kind = 'correction' AND corrects IS NULL"
            ),
            "one person has two parts in an act": self.count(
                'SELECT count(*) FROM act WHERE "by" = checked_by OR "by" = approved_by OR checked_by = approved_by'
            ),
        }

    def _controls(self) -> dict[str, int]:
        counted = {
            "persons": "SELECT count(*) FROM person",
            "employers": "SELECT count(*) FROM employer",
            "spells": "SELECT count(*) FROM spell",
            "spells_current": "SELECT count(*) FROM spell WHERE known_to IS NULL",
            "spells_open": 'SELECT count(*) FROM spell WHERE known_to IS NULL AND "to" IS NULL',
            "facts": "SELECT count(*) FROM fact",
            "facts_current": "SELECT count(*) FROM fact WHERE known_to IS NULL",
            "liabilities": "SELECT count(*) FROM liability",
            "liabilities_current": "SELECT count(*) FROM liability WHERE known_to IS NULL",
            "acts": "SELECT count(*) FROM act",
            "effects": "SELECT count(*) FROM effect",
            "bills": "SELECT count(*) FROM bill",
            "receipts_fen": "SELECT sum(unit + person_share + late_fee) FROM receipt",
            "start_days": "SELECT sum(\"from\" - DATE '1970-01-01') FROM spell",
        }
        control = self.manifest["control"]
        found = {f"control {name}": self.count(statement) - control[name] for name, statement in counted.items()}
        return {**found, "controls are others": int(set(control) != set(counted))}


def as_known_then(later: Export, earlier: Export, table: str) -> bool:
    """Whether the later export has what the earlier one said, seen from the earlier one's day."""
    columns = ", ".join(
        f'"{name}"' for (name, *_rest) in later.rows(f'DESCRIBE SELECT * FROM "{table}"') if name not in ("known_to",)
    )
    ((end,),) = earlier.rows(f"SELECT '{earlier.manifest['known_on']}T23:59:59.999999+08:00'")
    versions = f"CASE WHEN known_to <= '{end}' THEN known_to END"
    seen = later.rows(f"SELECT {columns}, {versions} FROM \"{table}\" WHERE known_from <= '{end}'")
    return seen == earlier.rows(f'SELECT {columns}, known_to FROM "{table}"')
