"""Social-insurance law (社会保险政策): dated parameters, exact formulas, explained results. See docs/policy.md."""
