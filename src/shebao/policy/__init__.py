"""Social-insurance law: dated parameters, exact formulas, explained results. See docs/policy.md."""
