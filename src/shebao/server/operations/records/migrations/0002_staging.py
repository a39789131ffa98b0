"""Tables in which the rows of a run wait for its seal. Unlogged: after a crash of the database the run begins again."""

from django.db import migrations

_MAKE = """
CREATE UNLOGGED TABLE records_staged_run (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    authority_kind varchar(12) NOT NULL, authority_id varchar(60) NOT NULL, authority_number integer NOT NULL,
    UNIQUE (authority_kind, authority_id, authority_number)
);
CREATE UNLOGGED TABLE records_staged_part (
    run bigint NOT NULL, number integer NOT NULL, digest varchar(64) NOT NULL, since timestamptz NOT NULL,
    changes bigint NOT NULL, subjects bigint[] NOT NULL, PRIMARY KEY (run, number)
);
CREATE UNLOGGED TABLE records_staged_subject (
    run bigint NOT NULL, part integer NOT NULL, id bigint NOT NULL, kind varchar(10) NOT NULL
);
CREATE UNLOGGED TABLE records_staged_fact (
    run bigint NOT NULL, part integer NOT NULL, id bigint NOT NULL, subject_id bigint NOT NULL, register varchar(40) NOT NULL,
    slot varchar(40) NOT NULL, value text NOT NULL, secret text, unique_as varchar(60) NOT NULL, valid daterange NOT NULL,
    supersedes_id bigint
);
CREATE UNLOGGED TABLE records_staged_spell (
    run bigint NOT NULL, part integer NOT NULL, id bigint NOT NULL, person_id bigint NOT NULL, line varchar(24) NOT NULL,
    lane bigint NOT NULL, kind varchar(24) NOT NULL, scheme_place varchar(6) NOT NULL, office bigint NOT NULL,
    employer_id bigint, valid daterange NOT NULL, reason varchar(10) NOT NULL, supersedes_id bigint
);
CREATE UNLOGGED TABLE records_staged_change (
    run bigint NOT NULL, part integer NOT NULL, number integer NOT NULL, type varchar(24) NOT NULL,
    what varchar(12) NOT NULL, "table" varchar(10) NOT NULL, row bigint NOT NULL
);
CREATE INDEX records_staged_subject_part ON records_staged_subject (run, part);
CREATE INDEX records_staged_fact_part ON records_staged_fact (run, part);
CREATE INDEX records_staged_spell_part ON records_staged_spell (run, part);
CREATE INDEX records_staged_change_part ON records_staged_change (run, part);
"""
_REMOVE = """
DROP TABLE records_staged_change, records_staged_spell, records_staged_fact, records_staged_subject, records_staged_part,
    records_staged_run;
"""


class Migration(migrations.Migration):
    dependencies = (("records", "0001_initial"),)
    operations = (migrations.RunSQL(_MAKE, _REMOVE),)
