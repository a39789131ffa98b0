"""What the process that others are forked from has imported and loaded, so that a file does not wait for it."""

from __future__ import annotations

from shebao.auditing.registry import all_rules
from shebao.reading import docx, html, pdf, text, xlsx
from shebao.report.measures import measures
from shebao.report.tables import table_specs
from shebao.server.accountability.examination import engine

LOADED = (docx, html, pdf, text, xlsx, engine, all_rules(), measures(), table_specs())
