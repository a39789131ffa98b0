"""The kinds of work-injury cases."""

from __future__ import annotations

from shebao.policy.casework import Kind
from shebao.policy.injury.death import FIELDS as DEATH_FIELDS
from shebao.policy.injury.death import MISSING_FIELDS, explain_death, explain_missing
from shebao.policy.injury.disability import FIELDS, explain_disability

INJURY_KINDS = (
    Kind("disability", ("伤残", "伤残待遇", "工伤"), FIELDS, explain_disability),
    Kind("death", ("工亡", "死亡", "工亡待遇"), DEATH_FIELDS, explain_death),
    Kind("missing", ("下落不明", "失踪"), MISSING_FIELDS, explain_missing),
)
