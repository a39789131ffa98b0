"""The tables of an export, each as one statement over what was known by the end of a day, in order of its primary key."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from shebao.server.operations.city import collected
from shebao.server.operations.city.table import Table, instant, row

_TEXT, _DAY, _COUNT = pa.string(), pa.date32(), pa.int64()
_KNOWN = {"known_from": _TEXT, "known_to": _TEXT, "act": _TEXT, "supersedes": _TEXT}


_VERSION = (
    f"{instant('r.known_from')}, CASE WHEN r.known_to <= %(at)s THEN {instant('r.known_to')} END, "
    f"{row('r.act_id')}, {row('r.supersedes_id')}"
)
_STATE = """
WITH known AS (
    SELECT DISTINCT ON (subject_id, register) subject_id, register, value FROM records_fact
    WHERE register = ANY(ARRAY[{registers}]) AND known_from <= %(at)s AND (known_to IS NULL OR known_to > %(at)s)
    ORDER BY subject_id, register, lower(valid) DESC
)
SELECT s.id::text, {values} FROM records_subject s LEFT JOIN known k ON k.subject_id = s.id
WHERE s.kind = '{kind}' AND s.known_from <= %(at)s GROUP BY s.id ORDER BY s.id
"""


def _state(kind: str, registers: Sequence[str]) -> str:
    values = ", ".join(f"max(k.value) FILTER (WHERE k.register = '{each}')" for each in registers)
    return _STATE.format(kind=kind, registers=", ".join(f"'{each}'" for each in registers), values=values)


_HELD = "{0}.known_from <= %(at)s AND ({0}.known_to IS NULL OR {0}.known_to > %(at)s)"
_YEAR = "extract(year FROM lower(f.valid) - make_interval(months => %(begins)s - 1))::int"
_LAST = (
    "LEFT JOIN LATERAL (SELECT {1} FROM records_{0} r WHERE r.person_id = f.subject_id AND r.employer_id = f.slot::bigint "
    f"AND r.valid && f.valid AND {_HELD.format('r')} ORDER BY lower(r.valid) DESC, r.id LIMIT 1) {{0}} ON true"
)
_DECLARATIONS = (
    f"SELECT DISTINCT ON (f.subject_id, f.slot::bigint, {_YEAR}) f.subject_id, f.slot, {_YEAR}, (f.value::numeric * 100)::bigint, "
    f"a.authority_kind, liability.base, spell.scheme_place FROM records_fact f JOIN records_act a ON a.id = f.act_id "
    f"{_LAST.format('liability', 'base')} {_LAST.format('spell', 'scheme_place')} "
    f"WHERE f.register = 'declared_wage' AND f.slot <> '' AND {_HELD.format('f')} "
    f"ORDER BY f.subject_id, f.slot::bigint, {_YEAR}, lower(f.valid) DESC"
)

TABLES = (
    Table(
        "person",
        {"person": _TEXT, "birth": _DAY, "sex": _TEXT, "death": _DAY, "division": _TEXT, "office": _TEXT},
        _state("person", ("birth", "sex", "death", "division", "office")),
        ("person",),
    ),
    Table(
        "employer",
        {"employer": _TEXT, "kind": _TEXT, "industry": _TEXT, "injury_class": _COUNT, "staff_size": _COUNT, "office": _TEXT},
        _state("employer", ("kind", "industry", "injury_class", "staff_size", "office")),
        ("employer",),
    ),
    Table(
        "spell",
        {
            "spell": _TEXT, "person": _TEXT, "line": _TEXT, "kind": _TEXT, "scheme_place": _TEXT, "office": _TEXT,
            "employer": _TEXT, "from": _DAY, "to": _DAY, "reason": _TEXT, **_KNOWN,
        },
        f"SELECT {row('r.id')}, r.person_id, r.line, r.kind, r.scheme_place, r.office, r.employer_id, lower(r.valid), "
        f"upper(r.valid), r.reason, {_VERSION} FROM records_spell r WHERE r.known_from <= %(at)s ORDER BY r.id",
        ("spell",),
    ),
    Table(
        "fact",
        {
            "fact": _TEXT, "subject": _TEXT, "register": _TEXT, "slot": _TEXT, "value": _TEXT, "secret": _TEXT,
            "valid_from": _DAY, "valid_to": _DAY, **_KNOWN,
        },
        f"SELECT {row('r.id')}, r.subject_id, r.register, r.slot, r.value, r.secret, lower(r.valid), upper(r.valid), "
        f"{_VERSION} FROM records_fact r WHERE r.known_from <= %(at)s ORDER BY r.id",
        ("fact",),
    ),
    Table(
        "liability",
        {
            "liability": _TEXT, "person": _TEXT, "line": _TEXT, "employer": _TEXT, "from": _DAY, "to": _DAY, "base": _COUNT,
            "unit_rate": _COUNT, "person_rate": _COUNT, "unit": _COUNT, "person_share": _COUNT, "kind": _TEXT, "policy": _TEXT,
            "rounding": _TEXT, **_KNOWN,
        },
        f"SELECT {row('r.id')}, r.person_id, r.line, r.employer_id, lower(r.valid), upper(r.valid), r.base, r.unit_rate, "
        f"r.person_rate, r.unit, r.person_share, r.kind, NULLIF(r.policy, ''), 'half_up_fen', {_VERSION} "
        "FROM records_liability r WHERE r.known_from <= %(at)s ORDER BY r.id",
        ("liability",),
    ),
    Table(
        "declaration",
        {"person": _TEXT, "employer": _TEXT, "year": _COUNT, "wage": _COUNT, "source": _TEXT, "base": _COUNT, "place": _TEXT},
        _DECLARATIONS,
        ("person", "employer", "year"),
    ),
    Table(
        "act",
        {
            "act": _TEXT, "at": _TEXT, "by": _TEXT, "checked_by": _TEXT, "approved_by": _TEXT, "authority_kind": _TEXT,
            "authority_id": _TEXT, "authority_number": _COUNT, "service": _TEXT, "service_version": _TEXT, "corrects": _TEXT,
        },
        f"SELECT {row('r.id')}, {instant('r.at')}, r.by_id, r.checked_by_id, r.approved_by_id, r.authority_kind, "
        "r.authority_id, r.authority_number, NULLIF(r.service, ''), NULLIF(r.service_version, ''), "
        f"{row('r.corrects_id')} FROM records_act r WHERE r.at <= %(at)s ORDER BY r.id",
        ("act",),
    ),
    Table(
        "effect",
        {"act": _TEXT, "number": _COUNT, "type": _TEXT, "what": _TEXT, "table": _TEXT, "row": _TEXT},
        f"""SELECT {row('r.act_id')}, r.number, r.type, r.what, coalesce(s.kind, r."table"),
        CASE WHEN s.id IS NULL THEN {row('r.row')} ELSE r.row::text END
        FROM records_effect r JOIN records_act a ON a.id = r.act_id
        LEFT JOIN records_subject s ON r."table" = 'subject' AND s.id = r.row
        WHERE a.at <= %(at)s ORDER BY r.act_id, r.number""",
        ("act", "number"),
    ),
    *collected.TABLES,
)  # fmt: skip

CONTROLS = {
    **collected.CONTROLS,
    "persons": "SELECT count(*) FROM records_subject WHERE kind = 'person' AND known_from <= %(at)s",
    "employers": "SELECT count(*) FROM records_subject WHERE kind = 'employer' AND known_from <= %(at)s",
    "spells": "SELECT count(*) FROM records_spell WHERE known_from <= %(at)s",
    "spells_current": "SELECT count(*) FROM records_spell WHERE known_from <= %(at)s AND (known_to IS NULL OR known_to > %(at)s)",
    "spells_open": "SELECT count(*) FROM records_spell WHERE known_from <= %(at)s AND (known_to IS NULL OR known_to > %(at)s) "
    "AND upper_inf(valid)",
    "facts": "SELECT count(*) FROM records_fact WHERE known_from <= %(at)s",
    "facts_current": "SELECT count(*) FROM records_fact WHERE known_from <= %(at)s AND (known_to IS NULL OR known_to > %(at)s)",
    "liabilities": "SELECT count(*) FROM records_liability WHERE known_from <= %(at)s",
    "liabilities_current": "SELECT count(*) FROM records_liability WHERE known_from <= %(at)s "
    "AND (known_to IS NULL OR known_to > %(at)s)",
    "acts": "SELECT count(*) FROM records_act WHERE at <= %(at)s",
    "effects": "SELECT count(*) FROM records_effect e JOIN records_act a ON a.id = e.act_id WHERE a.at <= %(at)s",
    "start_days": "SELECT coalesce(sum(lower(valid) - DATE '1970-01-01'), 0) FROM records_spell WHERE known_from <= %(at)s",
}
