"""Everything that an audit imports, with its regular expressions as they were compiled before; `python -m` of it compiles them."""

from __future__ import annotations

import sys

from shebao.fields.kept_patterns import keeping


def compiled() -> None:
    """Import what an audit needs, its expressions as kept; what had to be compiled is kept for the next command."""
    with keeping(more=_when_needed):
        from shebao.auditing.registry import all_rules
        from shebao.cli.audit import one, run  # noqa: F401

        all_rules()


def _when_needed() -> None:
    """Compile what is else compiled when a report first needs it."""
    from shebao.reading.statements import lexicon
    from shebao.report.outline import known_sections

    lexicon.compile_all()
    known_sections()


if __name__ == "__main__":
    sys.dont_write_bytecode = False
    compiled()
