"""Social-insurance law: dated parameters and exact formulas (社会保险政策)."""
