"""What the process imports from which workers are forked: all that an audit needs, its expressions as kept."""

from __future__ import annotations

from shebao.cli.audit.expressions import compiled

compiled()
